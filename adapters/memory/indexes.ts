import { cursorOf, indexKeys, projected, readCursor } from '#adapters/aws/cursor';
import { byBytes } from '#adapters/memory/condition';
import { rowOf } from '#adapters/memory/item';
import type { Row, Table } from '#app/ports';

/** A change that an index has not taken in yet: `order` counts writes from 1, `row` is what stands now (none: removed). */
export interface Late {
  order: number;
  pk: string;
  sk: string;
  row: Row | undefined;
}
/** Says of a change whether the index still serves without it; asked at each read, oldest change first. */
export type Lag = (late: Late) => boolean;

const text = (row: Partial<Row>, key: string): string => {
  const value = row[key];
  return typeof value === 'string' ? value : '';
};

const idOf = (pk: string, sk: string): string => `${pk.length}:${pk}${sk}`;
const partitionKeys = Object.values(indexKeys).map(([partition]) => partition);
const isIndexed = (row: Row): boolean => partitionKeys.some((partition) => row[partition] !== undefined);

/** The two sparse indexes, fed by changes and as late as `lag` says; changes of one row arrive in order. */
export function memoryIndexes(lag: boolean | Lag, planned: (partition: string, at: string) => void = () => {}) {
  // Rows by partition, then by key; what is read of them are the keys alone, as both project no more.
  const partitions = { due: new Map<string, Map<string, Row>>(), list: new Map<string, Map<string, Row>>() };
  const held = new Map<string, Row>();
  let waiting: Late[] = [];
  let seen = 0;
  let order = 0;

  const take = ({ pk, sk, row }: Late) => {
    const id = idOf(pk, sk);
    const stood = held.get(id);
    for (const name of ['due', 'list'] as const) {
      const [partitionKey, sortKey] = indexKeys[name];
      const before = stood?.[partitionKey];
      if (typeof before === 'string') {
        partitions[name].get(before)?.delete(id);
        if (partitions[name].get(before)?.size === 0) partitions[name].delete(before);
      }
      const now = row?.[partitionKey];
      if (!row || typeof now !== 'string' || row[sortKey] === undefined) continue;
      const rows = partitions[name].get(now) ?? new Map<string, Row>();
      partitions[name].set(now, rows.set(id, row));
      if (name === 'due') planned(now, text(row, sortKey));
    }
    if (row && isIndexed(row)) held.set(id, row);
    else held.delete(id);
  };

  const catchUp = (late: Lag) => {
    const blocked = new Set<string>();
    waiting = waiting.filter((change) => {
      const id = idOf(change.pk, change.sk);
      if (blocked.has(id) || late(change)) {
        blocked.add(id);
        return true;
      }
      take(change);
      return false;
    });
  };

  const read: Table['index'] = async (name, partition, { upTo, limit, backwards = false, next }) => {
    if (typeof lag === 'function') catchUp(lag);
    // Plain `true`: a read sees what stood at the read before it.
    else catchUp(({ order: of }) => lag && of > seen);
    seen = order;
    const sortKey = indexKeys[name][1];
    const compare = (a: Partial<Row>, b: Partial<Row>) => {
      const by =
        [sortKey, 'pk', 'sk'].map((key) => byBytes(text(a, key), text(b, key))).find((sign) => sign !== 0) ?? 0;
      return backwards ? -by : by;
    };
    const start = next === undefined ? undefined : readCursor(name, partition, next);
    const among = partitions[name].get(partition);
    if (among === undefined) return { rows: [] };
    const inRange = (row: Row) =>
      (upTo === undefined || byBytes(text(row, sortKey), upTo) <= 0) && (!start || compare(row, start) > 0);
    const found = [...among.values()].filter(inRange).sort(compare);
    // As DynamoDB does: a full page has a `next` even where nothing follows.
    const rows: Row[] = [];
    for (const row of found) {
      if (rows.length === limit) break;
      rows.push(rowOf(projected(name, row)));
    }
    const last = rows.at(-1);
    const ended = rows.length < limit && rows.length === found.length;
    return { rows, ...(last && !ended && { next: cursorOf(name, last) }) };
  };

  /** Whether a partition has something due, as the index stands; unlike a read it brings nothing late up to date. */
  const hasDue = (partition: string, upTo: string): boolean => {
    for (const row of partitions.due.get(partition)?.values() ?? [])
      if (byBytes(text(row, indexKeys.due[1]), upTo) <= 0) return true;
    return false;
  };

  return {
    read,
    hasDue,
    /** Tells the indexes of a change; they serve it at once or late. */
    changed(pk: string, sk: string, before: Row | undefined, row: Row | undefined) {
      order += 1;
      if (lag === false) {
        if ((before !== undefined && isIndexed(before)) || (row !== undefined && isIndexed(row)))
          take({ order, pk, sk, row });
        return;
      }
      waiting.push({ order, pk, sk, row });
    },
    /** Takes in all that is still late. */
    settle: () => catchUp(() => false),
  };
}
