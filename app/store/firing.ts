import type { Condition, Ports, Row, Write } from '#app/ports';
import type { Firing } from '#core/incident/context';
import { keys } from './keys.ts';

/** Rows that count the signals of an incident that fire: several, so that signals that come at once wait for each other less. */
const SHARDS = 4;

/** A signal that is counted as firing: of which incident, and at which severity. */
export interface Counted {
  incident: string;
  key: string;
  severity: string;
}
/** A signal that begins to fire, ends, moves to another incident, or fires at another severity. */
export interface Recount {
  from?: Counted | undefined;
  to?: Counted | undefined;
}

/** One signal always counts in the same row, so that what it adds it also takes away. */
function shardOf(key: string): number {
  let sum = 0;
  for (const c of key) sum = (sum * 31 + (c.codePointAt(0) ?? 0)) % 65_521;
  return sum % SHARDS;
}

const severityOf = (attribute: string): string | undefined => /^at-(.+)$/.exec(attribute)?.[1];

/** The counting rows of an incident, read consistently in one call. */
export const readShards = (ports: Pick<Ports, 'table'>, id: string): Promise<Row[]> =>
  ports.table.query(id, { prefix: keys.firing(id, '').sk });

/** What the rows count once a change is in. */
export function firingOf(id: string, shards: readonly Row[], change: Recount = {}): Firing {
  const counts = new Map<string, number>();
  const add = (severity: string, by: number) => counts.set(severity, (counts.get(severity) ?? 0) + by);
  for (const row of shards)
    for (const [name, value] of Object.entries(row)) {
      const severity = severityOf(name);
      if (severity !== undefined) add(severity, Number(value));
    }
  if (change.from?.incident === id) add(change.from.severity, -1);
  if (change.to?.incident === id) add(change.to.severity, 1);
  const firing = [...counts].filter(([, count]) => count > 0);
  return { count: firing.reduce((sum, [, count]) => sum + count, 0), severities: firing.map(([severity]) => severity) };
}

/** What a change adds to the counting rows, by incident and shard. */
function sums({ from, to }: Recount): Map<string, { incident: string; shard: number; add: Record<string, number> }> {
  const rows = new Map<string, { incident: string; shard: number; add: Record<string, number> }>();
  for (const [counted, by] of [[from, -1] as const, [to, 1] as const]) {
    if (counted === undefined) continue;
    const shard = shardOf(counted.key);
    const name = `${counted.incident}#${shard}`;
    const row = rows.get(name) ?? { incident: counted.incident, shard, add: {} };
    for (const attribute of ['firing', `at-${counted.severity}`]) row.add[attribute] = (row.add[attribute] ?? 0) + by;
    rows.set(name, row);
  }
  for (const row of rows.values())
    for (const [attribute, by] of Object.entries(row.add)) if (by === 0) delete row.add[attribute];
  return rows;
}

/** Counts a change without a turn of its incident, which must not have ended meanwhile: its rows say so. */
export const recountWrites = (change: Recount): Write[] =>
  [...sums(change).values()].flatMap(({ incident, shard, add }) => {
    if (Object.keys(add).length === 0) return [];
    const joins = change.to?.incident === incident && (add['firing'] ?? 0) > 0;
    return [
      {
        update: keys.firing(incident, String(shard)),
        add,
        ...(joins ? { when: { over: { absent: true } as const } } : {}),
      },
    ];
  });

/** How a turn leaves its incident: open or over, as before, or just ended. */
export type Ends =
  | 'stays'
  /** What is over is open again, and signals may join it. */
  | 'reopens'
  /** A person ended it, whatever fires. */
  | 'said'
  /** It ended because nothing fires: that must still be so. */
  | 'by-itself'
  /** It is merged, and its signals count for another incident. */
  | { into: string };

/** What a turn writes of the counting rows: the change that came with it, and its end, after which nothing joins without a turn. */
export function shardWrites(id: string, shards: readonly Row[], change: Recount, ends: Ends): Write[] {
  const all = [...sums(change).values()].filter(({ add }) => Object.keys(add).length > 0);
  const writes: Write[] = all
    .filter(({ incident }) => incident !== id)
    .map(({ incident, shard, add }) => ({ update: keys.firing(incident, String(shard)), add }));
  for (let shard = 0; shard < SHARDS; shard += 1) {
    const key = keys.firing(id, String(shard));
    const stood = shards.find((row) => row.sk === key.sk);
    const add = all.find((row) => row.incident === id && row.shard === shard)?.add;
    const counted = add === undefined ? {} : { add };
    if (ends === 'stays') {
      if (add !== undefined) writes.push({ update: key, add });
    } else if (ends === 'reopens') {
      if (stood !== undefined || add !== undefined) writes.push({ update: key, remove: ['over'], ...counted });
    } else if (ends === 'said') writes.push({ update: key, set: { over: true }, ...counted });
    else if (ends === 'by-itself')
      writes.push({ update: key, set: { over: true }, ...counted, when: unchanged(stood, ['firing']) });
    else {
      const counts = countsOf(stood);
      const none = Object.fromEntries(Object.keys(counts).map((name) => [name, 0]));
      const when = unchanged(stood, ['firing', ...Object.keys(counts)]);
      writes.push({ update: key, set: { over: true, ...none }, when });
      if (Object.values(counts).some((n) => n !== 0))
        writes.push({ update: keys.firing(ends.into, String(shard)), add: counts });
    }
  }
  return writes;
}

const countsOf = (row: Row | undefined): Record<string, number> =>
  Object.fromEntries(
    Object.entries(row ?? {}).filter(
      (entry): entry is [string, number] =>
        typeof entry[1] === 'number' && (entry[0] === 'firing' || severityOf(entry[0]) !== undefined),
    ),
  );

const unchanged = (row: Row | undefined, names: string[]): Condition =>
  Object.fromEntries(names.map((name) => [name, row?.[name] === undefined ? { absent: true } : { eq: row[name] }]));
