import { byBytes, meets, same } from '#adapters/memory/condition';
import { type Lag, memoryIndexes } from '#adapters/memory/indexes';
import { checkKey, checkRow, type Held, heldOf, readOf, sizeOf, ValidationException } from '#adapters/memory/item';
import { SortKeys } from '#adapters/memory/sort-keys';
import { updated } from '#adapters/memory/update';
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

/** Rows of one partition, and their sort keys. */
interface Partition {
  rows: Map<string, Held>;
  order: SortKeys;
}
/** A write on the row that it finds, and the row that it leaves: the same where it changes nothing. */
interface Plan {
  write: Write;
  pk: string;
  sk: string;
  before: Held | undefined;
  after: Held | undefined;
  refused: boolean;
}
/** The row as a write leaves it; throws `ValidationException` or `TypeError` for a write that can never be right. */
function applied(write: Write, before: Held | undefined): Held | undefined {
  if ('put' in write) {
    const put = heldOf(write.put);
    return before !== undefined && same(before.row, put.row) ? before : put;
  }
  if ('update' in write) return updated(write, before);
  return 'check' in write ? before : undefined;
}

/** Throws `ValidationException` for two writes on one row. */
function checkApart(plans: readonly Plan[]): void {
  const apart = (idOf: (plan: Plan) => string): boolean => new Set(plans.map(idOf)).size === plans.length;
  // no two are on one row where no two have the same sort key, as is so in nearly all
  if (apart(({ sk }) => sk) || apart(({ pk, sk }) => `${pk.length}:${pk}${sk}`)) return;
  throw new ValidationException('Transaction request cannot include multiple operations on one item');
}

/** Throws `ValidationException` for writes whose rows, each as the larger of what stood and what stands, are too much for one transaction. */
function checkTogether(plans: readonly Plan[]): void {
  const sum = (size: (held: Held) => number): number => {
    let all = 0;
    for (const { before, after } of plans) all += Math.max(before ? size(before) : 0, after ? size(after) : 0);
    return all;
  };
  if (sum(({ most }) => most) > maxTransaction && sum(({ row }) => sizeOf(row)) > maxTransaction)
    throw new ValidationException('transaction over 4 MB');
}

/**
 * The one table in process: the same refusals, limits, orders and late indexes as DynamoDB.
 * Throws `Refused` as the port says, `RangeError` for more than 100 writes, `TypeError` for a condition or update of nothing, `ValidationException` as DynamoDB, `InvalidInput` for a foreign cursor.
 */
export function memoryTable({ lagIndexes = false, fail }: MemoryTableOptions = {}): MemoryTable {
  const partitions = new Map<string, Partition>();
  const dueListeners = new Set<(partition: string, at: string) => void>();
  const indexes = memoryIndexes(lagIndexes, (...due) => {
    for (const listener of dueListeners) listener(...due);
  });
  const listeners = new Set<(change: Change) => void>();
  const at = (pk: string, sk: string): Held | undefined => partitions.get(pk)?.rows.get(sk);

  const meet = (call: TableCall['call'], moment: TableCall['moment'], writes?: Write[]) => {
    const error = fail?.({ call, moment, writes: writes ?? [] });
    if (error) throw error;
  };

  const planOf = (write: Write): Plan => {
    const { pk, sk } = keyOf(write);
    const before = at(pk, sk);
    const after = applied(write, before);
    checkKey(pk, sk);
    return { write, pk, sk, before, after, refused: write.when !== undefined && !meets(before?.row, write.when) };
  };

  /** What a put brings is wrong whatever stands there; what an update makes of a row is seen once its condition held. */
  const refuse = (plans: readonly Plan[]): never => {
    for (const { write, after } of plans) if (after && 'put' in write) checkRow(after);
    throw new Refused(plans.map(({ refused }) => (refused ? 'condition' : undefined)));
  };

  /** A write that changes nothing leaves no record in the stream. */
  const store = ({ pk, sk, before, after }: Plan): Change | undefined => {
    if (after === before) return undefined;
    let partition = partitions.get(pk);
    if (partition === undefined) {
      partition = { rows: new Map(), order: new SortKeys() };
      partitions.set(pk, partition);
    }
    const { rows, order } = partition;
    if (before === undefined) order.add(sk);
    if (after !== undefined) rows.set(sk, after);
    else {
      rows.delete(sk);
      order.remove(sk);
    }
    if (rows.size === 0) partitions.delete(pk);
    indexes.changed(pk, sk, before?.row, after?.row);
    return { pk, sk, type: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY' };
  };

  const tell = (change: Change | undefined): void => {
    if (change !== undefined) for (const listener of listeners) listener(change);
  };

  const applyOne = (write: Write): void => {
    const plan = planOf(write);
    const { before, after } = plan;
    if (plan.refused) refuse([plan]);
    if (after !== undefined && after !== before) checkRow(after);
    tell(store(plan));
  };

  const apply = (writes: readonly Write[]): void => {
    const [first] = writes;
    if (writes.length === 1 && first !== undefined) return applyOne(first);
    if (writes.length > 100) throw new RangeError(`a transaction holds at most 100 writes, not ${writes.length}`);
    const plans = writes.map(planOf);
    checkApart(plans);
    if (plans.some(({ refused }) => refused)) refuse(plans);
    for (const { before, after } of plans) if (after !== undefined && after !== before) checkRow(after);
    checkTogether(plans);
    for (const change of plans.map(store)) tell(change);
  };

  const inOrder = (rows: Iterable<Row>) => [...rows].sort((a, b) => byBytes(a.pk, b.pk) || byBytes(a.sk, b.sk));

  return {
    async get(key) {
      meet('get', 'before');
      checkKey(key.pk, key.sk);
      const held = at(key.pk, key.sk);
      return held && readOf(held.row);
    },
    async getAll(keys) {
      meet('get', 'before');
      const unique = new Map(keys.map((key) => [JSON.stringify([key.pk, key.sk]), key]));
      return [...unique.values()].flatMap((key) => {
        checkKey(key.pk, key.sk);
        const held = at(key.pk, key.sk);
        return held === undefined ? [] : [readOf(held.row)];
      });
    },

    async query(pk, { prefix = '', after, limit = Number.POSITIVE_INFINITY, backwards = false } = {}) {
      meet('query', 'before');
      checkKey(pk, '-');
      const partition = partitions.get(pk);
      if (partition === undefined) return [];
      const found: Row[] = [];
      const wanted = partition.order.startingWith(prefix);
      if (backwards) wanted.reverse();
      for (const sk of wanted) {
        if (found.length >= limit) break;
        if (after !== undefined && (backwards ? byBytes(sk, after) >= 0 : byBytes(sk, after) <= 0)) continue;
        const held = partition.rows.get(sk);
        if (held !== undefined) found.push(readOf(held.row));
      }
      return found;
    },

    async index(name, partition, options) {
      meet('index', 'before');
      return indexes.read(name, partition, options);
    },

    async write(writes) {
      meet('write', 'before', writes);
      apply(writes);
      meet('write', 'after', writes);
    },

    async count({ pk, sk }, attribute) {
      meet('count', 'before');
      applyOne({ update: { pk, sk }, add: { [attribute]: 1 } });
      meet('count', 'after');
      return Number(at(pk, sk)?.row[attribute]);
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
