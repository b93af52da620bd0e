import type { ApiPorts } from '#app/api/operation';
import { wholeRows } from '#app/api/page-of';
import { phasesRun } from '#app/api/phases-run';
import { Cover, coversAt } from '#app/covers/cover';
import type { Row } from '#app/ports';
import { packOf } from '#app/store/incidents';
import { due, keys, list, prefixes, ranksOf } from '#app/store/keys';
import { Incident } from '#core/incident/state';
import { isRecord } from '#core/json';
import { executionName, type MachineName } from '#core/machines';
import { type OnCallPeople, onCall, shiftAt } from '#core/on-call';
import type { Pack } from '#core/playbook/pack';

/** So many incidents that run are known by their keys; of so many the rows are read, the worst and most urgent first. */
const MOST_KNOWN = 300;
const MOST_READ = 20;
/** Of the newest incidents so many are looked at for those that are over, and so many of these are shown. */
const MOST_NEW = 6;
const MOST_OVER = 5;

export interface Held {
  incident: Incident;
  pack: Pack;
}

/** Ids of the newest incidents: one that is opened meanwhile is found by what still runs, so they need not be read for every look. */
export const readNewest = async ({ table }: Pick<ApiPorts, 'table'>): Promise<readonly string[]> =>
  (await table.index('list', list.incident, { limit: MOST_NEW, backwards: true })).rows.map(({ pk }) => pk);

/**
 * What the board shows: what is open, by the rows of what still runs, and the newest that are over. The index of deadlines is kept by
 * severity, so that in a storm the worst are found without reading the rest. `more` are those that run besides.
 */
export async function readBoard(
  ports: ApiPorts,
  newestIds: () => Promise<readonly string[]>,
): Promise<{ open: Held[]; more: number; over: Held[] }> {
  const { table } = ports;
  const [running, deadlines, newest] = await Promise.all([
    table.index('due', due.run, { limit: MOST_KNOWN, backwards: true }),
    Promise.all(ranksOf(due.aggregate).map((rank) => table.index('due', rank, { limit: MOST_READ }))),
    newestIds(),
  ]);
  const runs = new Set(running.rows.map(({ pk }) => pk));
  const urgent = deadlines.flatMap(({ rows }) => rows).flatMap(({ pk }) => (runs.has(pk) ? [pk] : []));
  const known = [...new Set([...urgent, ...runs])];
  const read = known.slice(0, MOST_READ);
  const held = await heldOf(ports, [...new Set([...read, ...newest])]);
  const over = held
    .filter(({ incident }) => incident.life !== 'open')
    .sort((a, b) => (a.incident.lastAt < b.incident.lastAt ? 1 : -1));
  return {
    open: held.filter(({ incident }) => incident.life === 'open'),
    more: known.filter((id) => !held.some(({ incident }) => incident.id === id)).length,
    over: over.slice(0, MOST_OVER),
  };
}

/** The incidents of the last read, by their rows' keys: a row that has the same version is the same, and is neither parsed nor planned anew. */
const lastRead = new WeakMap<ApiPorts['deployed'], Map<string, { version: Row[string]; incident: Incident }>>();

async function heldOf(ports: ApiPorts, ids: readonly string[]): Promise<Held[]> {
  const rows = await wholeRows(
    ports.table,
    ids.map((id) => ({ ...keys.state(id) })),
  );
  const before = lastRead.get(ports.deployed);
  const read = new Map(
    rows.map((row) => {
      const known = before?.get(row.pk);
      const same = known !== undefined && known.version === row['version'];
      return [row.pk, same ? known : { version: row['version'], incident: Incident.parse(row['incident']) }];
    }),
  );
  lastRead.set(ports.deployed, read);
  return Promise.all(
    [...read.values()].map(async ({ incident }) => ({ incident, pack: await packOf(ports, incident.playbook) })),
  );
}

/** Today's people with their covers, and the covers themselves. */
export async function readPeople(ports: ApiPorts): Promise<{ people: OnCallPeople; covers: Cover[] }> {
  const { people } = ports.deployed;
  const covers = await coversAt(ports.table, ports.now());
  return { people: { ...people, overrides: [...people.overrides, ...covers] }, covers };
}

/** Each target of the playbook with whom it means now, and whom next where it follows a rotation. */
export const dutiesOf = (people: OnCallPeople, now: Date) =>
  Object.entries(people.targets).map(([target, { title, rotation }]) => {
    const until = rotation === undefined ? undefined : shiftAt(people, rotation, now).until;
    const next = rotation === undefined || until === undefined ? undefined : shiftAt(people, rotation, until);
    return {
      target,
      title,
      rotation,
      now: onCall(people, target, now).map(({ person }) => person),
      until: until?.toISOString(),
      next:
        next === undefined || until === undefined
          ? undefined
          : {
              at: until.toISOString(),
              until: (next.until ?? new Date(until.getTime() + 7 * 86_400_000)).toISOString(),
              person: next.person,
            },
    };
  });

/** The stored events and notes of an incident, its playbook, and the executions that stood behind it. */
export async function readIncident(ports: ApiPorts, incident: Incident) {
  const [pack, events, notes] = await Promise.all([
    packOf(ports, incident.playbook),
    ports.table.query(incident.id, { prefix: prefixes.event }),
    ports.table.query(incident.id, { prefix: prefixes.note }),
  ]);
  const rows = events.map((row) => row['event']);
  const phases = phasesRun(
    incident.id,
    rows.flatMap((event) => (isRecord(event) ? [event] : [])),
  );
  const running = (phase: string): boolean =>
    incident.life === 'open' ? phase === incident.phase || phase === 'communicate' : phase === incident.phase;
  const executions = [
    {
      title: `Run ${incident.run.n} of the lifecycle`,
      url: ports.executions.link('lifecycle', executionName(incident.id, incident.run.n)),
      running: incident.phase !== 'over',
    },
    ...Object.entries(phases).map(([phase, name]) => ({
      title: capital(name.split('.').slice(2).join(', visit ')),
      url: ports.executions.link(phase as MachineName, name),
      running: running(phase),
    })),
  ];
  return { pack, stored: [...rows, ...notes.map((row) => row['event'])], executions };
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
