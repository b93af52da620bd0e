import { type Key, type QueueName, queueNames } from '#app/ports';

/** How the sort keys of what an incident has many of begin. */
export const prefixes = { event: 'E#', note: 'N#', token: 'T#', outbox: 'O#', page: 'O#page#' } as const;

/** The only place that knows the keys of the table's rows. Everything of an incident is in its own partition. */
export const keys = {
  state: (id: string): Key => ({ pk: id, sk: 'STATE' }),
  /** A turn's event; numbers grow with the incident's own count. */
  event: (id: string, seq: number): Key => ({ pk: id, sk: `${prefixes.event}${String(seq).padStart(8, '0')}` }),
  /** A note: what changes nothing that a decision reads. `name` makes it once. */
  note: (id: string, name: string): Key => ({ pk: id, sk: `${prefixes.note}${name}` }),
  /** One of the rows that count the signals of an incident that fire. */
  firing: (id: string, shard: string): Key => ({ pk: id, sk: `F#${shard}` }),
  outbox: (id: string, queue: string, key: string): Key => ({ pk: id, sk: `${prefixes.outbox}${queue}#${key}` }),
  /** What later messages to a place need: thread, status-page incident. */
  refs: (id: string, place: string): Key => ({ pk: id, sk: `R#${place}` }),
  /** Whether a channel takes the incident's messages, as its timeline says. */
  outage: (id: string, scope: string): Key => ({ pk: id, sk: `D#${scope}` }),
  /** When what was heard last of an alert happened at its provider. */
  heard: (id: string, tool: string, key: string): Key => ({ pk: id, sk: `H#${tool}#${key}` }),
  token: (id: string, slot: string): Key => ({ pk: id, sk: `${prefixes.token}${slot}` }),
  run: (id: string): Key => ({ pk: id, sk: 'RUN' }),
  /** `name`: one of the other reports of its playbook. */
  report: (id: string, name?: string): Key => ({ pk: id, sk: name === undefined ? 'REPORT' : `REPORT:${name}` }),
  /** A personal link, by the hash of its token. */
  link: (hash: string): Key => ({ pk: `LINK#${hash}`, sk: 'LINK' }),
  /** Somebody who is signed in at the board, by the hash of what their browser keeps. */
  session: (hash: string): Key => ({ pk: `SESSION#${hash}`, sk: 'SESSION' }),
  /** The tokens of the four people on the local engine, which its board offers as buttons. */
  readyTokens: { pk: 'SESSION#ready', sk: 'TOKENS' },
  command: (command: string): Key => ({ pk: `CMD#${command}`, sk: 'CMD' }),
  /** What the API answered to a command that came with an idempotency key, and to what request. */
  answer: (command: string): Key => ({ pk: `CMD#${command}`, sk: 'HTTP' }),
  signal: (key: string): Key => ({ pk: `KEY#${key}`, sk: 'KEY' }),
  service: (service: string): Key => ({ pk: `SVC#${service}`, sk: 'OPEN' }),
  pack: (hash: string): Key => ({ pk: `PACK#${hash}`, sk: 'PACK' }),
  counter: (name: string): Key => ({ pk: `SEQ#${name}`, sk: 'SEQ' }),
  /** One start of an action; it outlives whatever started it. */
  action: (key: string): Key => ({ pk: `ACTION#${key}`, sk: 'STATE' }),
  /** What holds a target of actions. */
  target: (target: string): Key => ({ pk: `TARGET#${target}`, sk: 'HOLDERS' }),
  testPage: (id: string): Key => ({ pk: `TEST#${id}`, sk: `O#page#test-${id}` }),
  /** When a person had a test page sent last. */
  lastTest: (person: string): Key => ({ pk: `TESTER#${person}`, sk: 'LAST' }),
  /** Which page rings at a person on a channel. */
  ring: (tool: string, person: string): Key => ({ pk: `RING#${tool}#${person}`, sk: 'RING' }),
  /** The page that a provider's receipt stands for. */
  receipt: (tool: string, receipt: string): Key => ({ pk: `RECEIPT#${tool}#${receipt}`, sk: 'PAGE' }),
  /** When a provider's hook was last called by the provider itself. */
  hook: (tool: string): Key => ({ pk: `HOOK#${tool}`, sk: 'HEARD' }),
  /** A cover of a rotation; its sort key begins with its end. */
  cover: (sk: string): Key => ({ pk: 'COVER', sk }),
  /** One person's copy of a digest: `<digest>#<person>`. */
  digest: (id: string): Key => ({ pk: `DIGEST#${id}`, sk: 'STATE' }),
  /** An entry of `readiness`, by its id. */
  readiness: (id: string): Key => ({ pk: `READINESS#${id}`, sk: 'STATE' }),
  /** Planned work, by its id. */
  maintenance: (id: string): Key => ({ pk: `MAINTENANCE#${id}`, sk: 'STATE' }),
  item: (id: string): Key => ({ pk: `ITEM#${id}`, sk: 'STATE' }),
  /** How far the sweeper has come with planning anew what an earlier release has planned. */
  planning: { pk: 'PLANNING', sk: 'STATE' },
} as const;

/** How long a command and its answer are kept, so that a repeat gets the same. */
export const KEPT_SECONDS = 7 * 86_400;

/** Partitions of the index `due`. */
export const due = {
  aggregate: 'AGGREGATE',
  outbox: 'OUTBOX',
  run: 'RUN',
  action: 'ACTION',
  item: 'ITEM',
  digest: 'DIGEST',
  readiness: 'READINESS',
  maintenance: 'MAINTENANCE',
} as const;

/** How many of a playbook's severities the index keeps apart, from the worst: all others share the last. */
const RANKS = 4;
/** The partition of what belongs to an incident of a severity, so that the worst is found however much else is overdue. */
export function ranked(partition: string, severities: readonly { id: string }[], severity: string): string {
  const at = severities.findIndex(({ id }) => id === severity);
  return `${partition}#${at < 0 ? 0 : Math.min(at, RANKS - 1)}`;
}
/** All partitions of a name, the most urgent first; nothing says how bad it is with the rows of the plain one. */
export const ranksOf = (partition: string): readonly string[] => [
  partition,
  ...Array.from({ length: RANKS }, (_, rank) => `${partition}#${rank}`),
];

/** Partitions of the index `list`. */
export const list = { incident: 'INCIDENT', item: 'ITEM', maintenance: 'MAINTENANCE' } as const;

/** The key under which a turn has queued an outbox row. */
export const queuedAs = (sk: string): string => sk.split('#').slice(2).join('#');

/** The queue of an outbox row by its sort key alone: the dispatcher has nothing else. */
export function queueOf(sk: string): QueueName | undefined {
  if (!sk.startsWith(prefixes.outbox)) return undefined;
  const from = prefixes.outbox.length;
  const to = sk.indexOf('#', from);
  const queue = to < 0 ? sk.slice(from) : sk.slice(from, to);
  return queueNames.find((name) => name === queue);
}
