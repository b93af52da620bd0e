import type { Line } from '#core/message/line';
import type { When } from '#core/playbook/demo';
import type { Seen } from '#local/api';

/** What a demonstration sees at one look: its incident, once there is one, and all of its timeline so far in the order in which it was seen. */
export interface Look {
  /** In ms, by the clock of the machine. */
  at: number;
  lines: readonly Line[];
  incident?: Seen;
}

type Happening = 'paged' | 'told' | 'due' | 'verification' | 'status';
/** Which line of the timeline says that something has happened. */
const happenings: Record<Happening, (line: Line, when: When) => boolean> = {
  paged: ({ kind, outcome, target, person }, { paged }) =>
    kind === 'page' && outcome !== 'failed' && (target === paged || person === paged),
  told: ({ kind, outcome, place }, { told }) => kind === 'message' && outcome !== 'failed' && place === told,
  due: ({ kind, audience }, { due }) => kind === 'update-due' && audience === due,
  verification: ({ kind, outcome, passes }, { verification, passes: wanted }) =>
    kind === 'verification' && outcome === verification && (wanted === undefined || passes === wanted),
  status: ({ kind, status }, when) => kind === 'status' && status === when.status,
};

/** How far an incident is; one that goes further at once was there all the same. */
const far = ['open', 'resolved', 'closed', 'reviewed'];
type Circumstance = 'acknowledged' | 'asked' | 'severity' | 'state';
const circumstances: Record<Circumstance, (incident: Seen, when: When) => boolean> = {
  acknowledged: ({ acknowledged }) => acknowledged !== undefined && acknowledged !== null,
  asked: ({ question }, { asked }) => question?.kind === asked,
  severity: ({ severity }, when) => severity === when.severity,
  state: ({ state }, { state: wanted = '' }) =>
    state === wanted || (wanted !== 'open' && far.includes(wanted) && far.indexOf(state) > far.indexOf(wanted)),
};

/**
 * Whether all of `when` is so, by the lines from `from` on and by the incident as it is: the line after the last that says it, undefined
 * where something is not so yet.
 */
export function comeTrue(when: When, { lines, incident }: Look, from: number): number | undefined {
  if (incident === undefined) return undefined;
  const stated = keysOf(circumstances).every((key) => when[key] === undefined || circumstances[key](incident, when));
  if (!stated) return undefined;
  let next = from;
  for (const key of keysOf(happenings)) {
    if (when[key] === undefined) continue;
    const found = lines.findIndex((line, n) => n >= from && happenings[key](line, when));
    if (found < 0) return undefined;
    next = Math.max(next, found + 1);
  }
  return next;
}

/** What `when` waits for, in words. */
export function inWords({ passes, ...when }: When): string {
  const words: Record<keyof typeof when, (value: string) => string> = {
    paged: (who) => `a page to ${who}`,
    told: (place) => `a message to ${place}`,
    due: (audience) => `an update to ${audience} that is due`,
    verification: (outcome) => `verification ${outcome}${passes === undefined ? '' : ` (${passes})`}`,
    acknowledged: () => 'somebody who has acknowledged',
    asked: (question) => `the question ${question}`,
    severity: (severity) => `severity ${severity}`,
    status: (status) => `status ${status}`,
    state: (state) => `an incident that is ${state}`,
  };
  return keysOf(words)
    .flatMap((key) => (when[key] === undefined ? [] : [words[key](String(when[key]))]))
    .join(' and ');
}

const keysOf = <K extends string>(record: Record<K, unknown>): K[] => Object.keys(record) as K[];
