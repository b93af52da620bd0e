import { cursorOf, type IndexName, indexKeys, projected, readCursor } from '#adapters/aws/cursor';
import { byBytes } from '#adapters/memory/condition';
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
const isIndexed = ({ duePk, listPk }: Row): boolean => duePk !== undefined || listPk !== undefined;

const names = ['due', 'list'] as const;
/** The partition of an index in which a row stands; none where it has not both keys. */
const partitionOf = (name: IndexName, row: Row | undefined): string | undefined => {
  const keys = indexKeys[name];
  return row?.[keys[1]] === undefined ? undefined : row[keys[0]];
};

/** Takes a row out of the partition where it stood, and puts it where it stands. */
function move(
  index: Map<string, Map<string, Row>>,
  id: string,
  before: string | undefined,
  now: string | undefined,
  row: Row | undefined,
): void {
  if (before !== undefined && before !== now) {
    const rows = index.get(before);
    rows?.delete(id);
    if (rows?.size === 0) index.delete(before);
  }
  if (now === undefined || row === undefined) return;
  const rows = index.get(now);
  if (rows === undefined) index.set(now, new Map([[id, row]]));
  else rows.set(id, row);
}

/** The two sparse indexes, fed by changes and as late as `lag` says; changes of one row arrive in order. */
export function memoryIndexes(lag: boolean | Lag, planned: (partition: string, at: string) => void = () => {}) {
  // Rows by partition, then by key; what is read of them are the keys alone, as both project no more.
  const partitions = { due: new Map<string, Map<string, Row>>(), list: new Map<string, Map<string, Row>>() };
  const held = new Map<string, Row>();
  let waiting: Late[] = [];
  let seen = 0;
  let order = 0;

  const take = (pk: string, sk: string, stood: Row | undefined, row: Row | undefined) => {
    for (const name of names) {
      const before = partitionOf(name, stood);
      const now = partitionOf(name, row);
      // a row whose keys are what they were stays where it stands
      if (before !== now || stood?.[indexKeys[name][1]] !== row?.[indexKeys[name][1]])
        move(partitions[name], idOf(pk, sk), before, now, row);
      if (name === 'due' && now !== undefined) planned(now, row?.dueAt ?? '');
    }
  };

  /** Takes in what was late, by what the indexes hold of the row. */
  const takeLate = ({ pk, sk, row }: Late) => {
    const id = idOf(pk, sk);
    take(pk, sk, held.get(id), row);
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
      takeLate(change);
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
      rows.push(projected(name, row));
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
          take(pk, sk, before, row);
        return;
      }
      waiting.push({ order, pk, sk, row });
    },
    /** Takes in all that is still late. */
    settle: () => catchUp(() => false),
  };
}
