import type { Ports, Row, Write } from '#app/ports';
import { Contended, NotFound, Refused } from '#core/errors';
import type { Command } from '#core/incident/command';
import type { Context } from '#core/incident/context';
import { nextDue } from '#core/incident/deadlines';
import { decide } from '#core/incident/decide';
import type { Event } from '#core/incident/events';
import type { Answer, OutboxEntry } from '#core/incident/outbox';
import { Incident, isOver } from '#core/incident/state';
import { iso } from '#core/incident/time';
import { asJson, type Json } from '#core/json';
import { Pack } from '#core/playbook/pack';
import { due, keys, list } from './keys.ts';

export type StorePorts = Pick<Ports, 'table' | 'now' | 'wallClock' | 'deployed' | 'log'>;
const WEEK = 7 * 86_400;
const TRIES = 40;

/** An incident as it is stored, with the version that a turn must find again. */
export interface Stored {
  incident: Incident;
  version: number;
  lastDone?: string;
  nextDue?: string;
}

/** The incident's present state, read consistently; undefined where there is none. */
export async function load(ports: Pick<Ports, 'table'>, id: string): Promise<Stored | undefined> {
  const row = await ports.table.get(keys.state(id));
  if (row === undefined) return undefined;
  return {
    incident: Incident.parse(row['incident']),
    version: Number(row['version']),
    ...(typeof row['lastDone'] === 'string' ? { lastDone: row['lastDone'] } : {}),
    ...(typeof row['nextDue'] === 'string' ? { nextDue: row['nextDue'] } : {}),
  };
}

export async function mustLoad(ports: Pick<Ports, 'table'>, id: string): Promise<Stored> {
  const stored = await load(ports, id);
  if (stored === undefined) throw new NotFound(`no incident ${id}`);
  return stored;
}

const packs = new Map<string, Pack>();
/** The playbook that an incident is pinned to. */
export async function packOf(ports: Pick<Ports, 'table' | 'deployed'>, hash: string): Promise<Pack> {
  if (ports.deployed.pack.hash === hash) return ports.deployed.pack;
  const known = packs.get(hash);
  if (known !== undefined) return known;
  const row = await ports.table.get(keys.pack(hash));
  if (row === undefined || typeof row['packed'] !== 'string') throw new NotFound(`no playbook ${hash}`);
  const pack = Pack.parse(JSON.parse(row['packed']));
  packs.set(hash, pack);
  return pack;
}

const contextOf = (ports: StorePorts, pack: Pack, now: Date): Context => ({
  pack,
  people: ports.deployed.people,
  vocabulary: ports.deployed.vocabulary,
  now,
  apiUrl: ports.deployed.apiUrl,
  dashboardUrl: ports.deployed.dashboardUrl,
  catchAll: ports.deployed.catchAll,
});

/** The answer that a command was given before, if it was. */
async function answered(ports: StorePorts, commandId: string): Promise<Answer | undefined> {
  const row = await ports.table.get(keys.command(commandId));
  return row === undefined ? undefined : (row['answer'] as Answer);
}

/**
 * One turn: load, decide, store state, events, outbox rows and the command's row in one transaction. A command that was carried out before
 * answers what it answered then. `more` adds writes that belong to the same transaction. A version that moved on is tried again.
 */
export async function turn(
  ports: StorePorts,
  id: string,
  commandId: string,
  command: Command,
  more: (stored: Stored | undefined, next: Incident) => Write[] = () => [],
): Promise<Answer> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const [before, stored] = await Promise.all([answered(ports, commandId), load(ports, id)]);
    if (before !== undefined) return before;
    if (command.do === 'open' && stored !== undefined) throw new Refused(['condition']);
    const pack = stored === undefined ? ports.deployed.pack : await packOf(ports, stored.incident.playbook);
    const now = ports.now();
    let decided: ReturnType<typeof decide>;
    try {
      decided = decide(stored?.incident, command, contextOf(ports, pack, now));
    } catch (error) {
      // carried out beside us between our two reads: then what it answered counts, not what it makes of its own outcome
      const twice = await answered(ports, commandId);
      if (twice !== undefined) return twice;
      throw error;
    }
    const { turn: t, answer } = decided;
    const extra = more(stored, t.state);
    if (t.events.length === 0 && t.outbox.length === 0 && extra.length === 0)
      return (await answered(ports, commandId)) ?? answer;
    const writes = [...writesOf(ports, stored, t.state, t.events, t.outbox, command, pack, now), ...extra];
    writes.push({
      put: {
        ...keys.command(commandId),
        incident: id,
        answer: answer as Json,
        ttl: Math.floor(ports.wallClock().getTime() / 1000) + WEEK,
      },
      when: { pk: { absent: true } },
    });
    try {
      await ports.table.write(writes);
      return answer;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const twice = await answered(ports, commandId);
      if (twice !== undefined) return twice;
      const versionMoved = error.reasons[0] !== undefined || error.reasons.includes('conflict');
      if (!versionMoved || command.do === 'open') throw error;
    }
  }
  throw new Contended(`${id}: version moved on ${TRIES} times under ${commandId}`);
}

function writesOf(
  ports: StorePorts,
  stored: Stored | undefined,
  next: Incident,
  events: Event[],
  outbox: OutboxEntry[],
  command: Command,
  pack: Pack,
  now: Date,
): Write[] {
  const id = next.id;
  const version = (stored?.version ?? 0) + 1;
  // a clock that rings late must not lower what was done last: names of later seconds are used
  const lastDone =
    command.do === 'time-passed' && Date.parse(command.due) > Date.parse(stored?.lastDone ?? '1970-01-01T00:00:00Z')
      ? command.due
      : stored?.lastDone;
  const due_ = nextDue(next, pack, now, lastDone);
  const armed = due_ !== undefined && (due_ !== stored?.nextDue || command.do === 'time-passed');
  const all: OutboxEntry[] = armed
    ? [
        ...outbox,
        { queue: 'effects', key: `${id}.arm.${Date.parse(due_) / 1000}.${version}`, effect: { do: 'arm', due: due_ } },
      ]
    : outbox;
  const state: Row = {
    ...keys.state(id),
    v: 1,
    incident: asJson(next),
    version,
    // what a page's claim looks at in its own transaction
    cycle: next.cycle,
    acked: next.acknowledged !== undefined,
    over: isOver(next),
    ...(lastDone === undefined ? {} : { lastDone }),
    ...(due_ === undefined ? {} : { nextDue: due_, duePk: due.aggregate, dueAt: due_ }),
    listPk: list.incident,
    listSk: `${next.openedAt}#${id}`,
  };
  const when = stored === undefined ? ({ pk: { absent: true } } as const) : { version: { eq: stored.version } };
  const writes: Write[] = [{ put: state, when }];
  for (const event of events) writes.push({ put: { ...keys.event(id, event.seq), event: shown(event) } });
  const createdAt = iso(ports.wallClock());
  for (const o of all) {
    const body =
      o.queue === 'page' ? { page: o.page } : o.queue === 'send' ? { message: o.message } : { effect: o.effect };
    writes.push({
      put: {
        ...keys.outbox(id, o.queue, o.key),
        v: 1,
        key: o.key,
        ...(JSON.parse(JSON.stringify(body)) as Record<string, Json>),
        createdAt,
        duePk: due.outbox,
        dueAt: createdAt,
      },
    });
  }
  const runMoved = stored === undefined || stored.incident.run.n !== next.run.n || stored.incident.phase !== next.phase;
  if (next.phase === 'over' && stored?.incident.phase !== 'over') writes.push({ delete: keys.run(id) });
  else if (runMoved && next.phase !== 'over')
    writes.push({ put: { ...keys.run(id), run: next.run.n, duePk: due.run, dueAt: createdAt } });
  return writes;
}

/** The opening's state stands in its own row: the event keeps only what the timeline shows. */
function shown(event: Event): Json {
  const { ...rest } = event;
  const plain = event.type === 'Opened' ? { ...rest, state: undefined } : rest;
  return asJson(plain);
}
