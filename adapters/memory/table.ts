import { byBytes, meets, same } from '#adapters/memory/condition';
import { type Lag, memoryIndexes } from '#adapters/memory/indexes';
import { attributesOf, checkKey, checkRow, readOf, rowOf, sizeOf, ValidationException } from '#adapters/memory/item';
import { SortKeys } from '#adapters/memory/sort-keys';
import type { Key, Row, Table, Write } from '#app/ports';
import { Refused } from '#core/errors';

/** What the stream of keys says of one write that changed a row. */
export interface Change {
  pk: string;
  sk: string;
  type: 'INSERT' | 'MODIFY' | 'REMOVE';
}
/** One call of the table; a write is offered twice, `before` anything happens and `after` it was applied (an error then is a lost answer). */
export interface TableCall {
  call: 'get' | 'query' | 'index' | 'write' | 'count';
  moment: 'before' | 'after';
  /** The writes of a `write`, else empty. */
  writes: Write[];
}
export interface MemoryTableOptions {
  /** Serves the indexes late: `true` = each read sees what stood at the read before; a function decides for each change at each read. */
  lagIndexes?: boolean | Lag;
  /** The error that a call answers with, if any. */
  fail?: (call: TableCall) => Error | undefined;
}
/** The table in memory, with what only a table in memory can do. */
export interface MemoryTable extends Table {
  /** Calls back for each row that a write changed, as the keys-only stream would; returns the function that ends this. */
  changes(listener: (change: Change) => void): () => void;
  /** Calls back for each row that has something due, whenever it is written; returns the function that ends this. */
  dues(listener: (partition: string, at: string) => void): () => void;
  /** Whether a partition of the index `due` has a row that is due by then, without a read. */
  hasDue(partition: string, upTo: string): boolean;
  /** All rows in order of their keys. */
  dump(): Row[];
  /** Brings late indexes up to date. */
  settle(): void;
}

const maxTransaction = 4 * 1024 * 1024;
const keyOf = (write: Write): Key =>
  'put' in write ? write.put : 'update' in write ? write.update : 'check' in write ? write.check : write.delete;

/** A row with the bytes that it has at most. */
interface Held {
  row: Row;
  most: number;
}
/** Rows of one partition, and their sort keys. */
interface Partition {
  rows: Map<string, Held>;
  order: SortKeys;
}
/** The row as a write leaves it; throws `ValidationException` or `TypeError` for a write that can never be right. */
function applied(write: Write, row: Row | undefined): Row | undefined {
  if ('check' in write) return row;
  if ('delete' in write) return undefined;
  if ('put' in write) return rowOf(write.put);
  const { pk, sk } = write.update;
  const set = write.set === undefined ? {} : attributesOf(write.set);
  const { remove = [], add = {} } = write;
  const touched = [...Object.keys(set), ...Object.keys(add), ...remove];
  if (touched.length === 0) throw new TypeError('an update that changes nothing');
  if (remove.some((name) => Object.hasOwn(set, name))) throw new TypeError('an attribute both set and removed');
  if (touched.includes('pk') || touched.includes('sk'))
    throw new ValidationException('This attribute is part of the key');
  const changed: Row = { pk, sk };
  if (row !== undefined) for (const name of Object.keys(row)) if (!remove.includes(name)) changed[name] = row[name];
  for (const name of Object.keys(set)) changed[name] = set[name];
  for (const [name, by] of Object.entries(add)) {
    if (Object.hasOwn(set, name) || remove.includes(name))
      throw new TypeError('an attribute both counted and set or removed');
    const before = row?.[name] ?? 0;
    if (typeof before !== 'number')
      throw new ValidationException('An operand in the update expression has an incorrect data type');
    changed[name] = before + by;
  }
  return changed;
}

/**
 * The one table in process: the same refusals, limits, orders and late indexes as DynamoDB.
 * Throws `Refused` as the port says, `RangeError` for more than 100 writes, `TypeError` for a condition or update of nothing, `ValidationException` as DynamoDB, `InvalidInput` for a foreign cursor.
 */
export function memoryTable({ lagIndexes = false, fail = () => undefined }: MemoryTableOptions = {}): MemoryTable {
  const partitions = new Map<string, Partition>();
  const dueListeners = new Set<(partition: string, at: string) => void>();
  const indexes = memoryIndexes(lagIndexes, (...due) => {
    for (const listener of dueListeners) listener(...due);
  });
  const listeners = new Set<(change: Change) => void>();
  const at = ({ pk, sk }: Key) => partitions.get(pk)?.rows.get(sk);

  const meet = (call: TableCall['call'], moment: TableCall['moment'], writes: Write[] = []) => {
    const error = fail({ call, moment, writes });
    if (error) throw error;
  };

  const store = ({ pk, sk }: Key, before: Held | undefined, after: Held | undefined): Change | undefined => {
    const row = after?.row;
    // A write that changes nothing leaves no record in the stream.
    if (!before && !row) return undefined;
    if (before && row && same(before.row, row)) return undefined;
    let partition = partitions.get(pk);
    if (partition === undefined) {
      partition = { rows: new Map(), order: new SortKeys() };
      partitions.set(pk, partition);
    }
    const { rows, order } = partition;
    if (!before) order.add(sk);
    if (after) rows.set(sk, after);
    else {
      rows.delete(sk);
      order.remove(sk);
    }
    if (rows.size === 0) partitions.delete(pk);
    indexes.changed(pk, sk, before?.row, row);
    return { pk, sk, type: before ? (row ? 'MODIFY' : 'REMOVE') : 'INSERT' };
  };

  const planOf = (write: Write) => {
    const key = keyOf(write);
    const before = at(key);
    const after = applied(write, before?.row);
    checkKey(key);
    const refused = write.when !== undefined && !meets(before?.row, write.when);
    return { write, key, before, after, refused };
  };
  type Plan = ReturnType<typeof planOf>;

  /** What a put brings is wrong whatever stands there; what an update makes of a row is seen once its condition held. */
  const refuse = (planned: readonly Plan[]): never => {
    for (const { write, after } of planned) if (after && 'put' in write) checkRow(after);
    throw new Refused(planned.map(({ refused }) => (refused ? 'condition' : undefined)));
  };
  const heldOf = ({ after }: Plan): Held | undefined => after && { row: after, most: checkRow(after) };

  const applyOne = (write: Write): Change[] => {
    const planned = planOf(write);
    if (planned.refused) return refuse([planned]);
    const change = store(planned.key, planned.before, heldOf(planned));
    return change === undefined ? [] : [change];
  };

  const apply = (writes: Write[]): Change[] => {
    const [first] = writes;
    if (writes.length === 1 && first !== undefined) return applyOne(first);
    if (writes.length > 100) throw new RangeError(`a transaction holds at most 100 writes, not ${writes.length}`);
    const planned = writes.map(planOf);
    if (new Set(planned.map(({ key }) => `${key.pk.length}:${key.pk}${key.sk}`)).size < writes.length)
      throw new ValidationException('Transaction request cannot include multiple operations on one item');
    if (planned.some(({ refused }) => refused)) return refuse(planned);
    const sized = planned.map((one) => ({ ...one, after: heldOf(one) }));
    const sum = (size: (held: Held) => number) =>
      sized.reduce((all, { before, after }) => all + Math.max(before ? size(before) : 0, after ? size(after) : 0), 0);
    if (sum(({ most }) => most) > maxTransaction && sum(({ row }) => sizeOf(row)) > maxTransaction)
      throw new ValidationException('transaction over 4 MB');
    return sized.flatMap(({ key, before, after }) => store(key, before, after) ?? []);
  };

  const inOrder = (rows: Iterable<Row>) => [...rows].sort((a, b) => byBytes(a.pk, b.pk) || byBytes(a.sk, b.sk));

  return {
    async get(key) {
      meet('get', 'before');
      checkKey(key);
      const held = at(key);
      return held && readOf(held.row);
    },
    async getAll(keys) {
      meet('get', 'before');
      const unique = new Map(keys.map((key) => [JSON.stringify([key.pk, key.sk]), key]));
      return [...unique.values()].flatMap((key) => {
        checkKey(key);
        const held = at(key);
        return held === undefined ? [] : [readOf(held.row)];
      });
    },

    async query(pk, { prefix = '', after, limit = Number.POSITIVE_INFINITY, backwards = false } = {}) {
      meet('query', 'before');
      checkKey({ pk, sk: '-' });
      const partition = partitions.get(pk);
      if (partition === undefined) return [];
      const { rows, order } = partition;
      const sign = backwards ? -1 : 1;
      const wanted = order.startingWith(prefix);
      const ordered = wanted.filter((sk) => after === undefined || byBytes(sk, after) * sign > 0);
      return (backwards ? ordered.reverse() : ordered)
        .slice(0, limit)
        .flatMap((sk) => rows.get(sk)?.row ?? [])
        .map(readOf);
    },

    async index(name, partition, options) {
      meet('index', 'before');
      return indexes.read(name, partition, options);
    },

    async write(writes) {
      meet('write', 'before', writes);
      const changes = apply(writes);
      for (const change of changes) for (const listener of listeners) listener(change);
      meet('write', 'after', writes);
    },

    async count(key, attribute) {
      meet('count', 'before');
      const changes = apply([{ update: { pk: key.pk, sk: key.sk }, add: { [attribute]: 1 } }]);
      for (const change of changes) for (const listener of listeners) listener(change);
      meet('count', 'after');
      return Number(at(key)?.row[attribute]);
    },

    changes(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dues(listener) {
      dueListeners.add(listener);
      return () => dueListeners.delete(listener);
    },
    hasDue: indexes.hasDue,
    dump: () =>
      inOrder([...partitions.values()].flatMap(({ rows }) => [...rows.values()].map(({ row }) => row))).map(readOf),
    settle: indexes.settle,
  };
}
