import { indexKeys } from '#adapters/aws/cursor';
import { sizeOf } from '#adapters/memory/item';
import type { MemoryTable } from '#adapters/memory/table';
import type { Key, Row, Table, Write } from '#app/ports';

/** Request units as DynamoDB bills them on demand. `indexWrites` is the part of `writes` that the two indexes cost. */
export interface Units {
  reads: number;
  writes: number;
  indexWrites: number;
}
export const noUnits = (): Units => ({ reads: 0, writes: 0, indexWrites: 0 });

const kilobytes = (row: Row | undefined, each: number): number =>
  Math.max(1, Math.ceil((row === undefined ? 0 : sizeOf(row)) / (each * 1024)));
const keyOf = (write: Write): Key =>
  'put' in write ? write.put : 'update' in write ? write.update : 'check' in write ? write.check : write.delete;
const nameOf = ({ pk, sk }: Key): string => JSON.stringify([pk, sk]);

/** The row as a write leaves it. */
function after(write: Write, row: Row | undefined): Row | undefined {
  if ('check' in write) return row;
  if ('delete' in write) return undefined;
  if ('put' in write) return write.put;
  const counted = Object.entries(write.add ?? {}).map(([name, by]) => [name, Number(row?.[name] ?? 0) + by]);
  const removed = Object.fromEntries((write.remove ?? []).map((name) => [name, undefined]));
  return { ...row, ...write.set, ...Object.fromEntries(counted), ...removed, ...write.update };
}

/** Index writes of one change: both indexes hold keys alone, so that only a row that comes, goes or moves is written: taken out and put in. */
function inIndexes(was: Row | undefined, is: Row | undefined): number {
  let units = 0;
  for (const [partition, sort] of Object.values(indexKeys)) {
    const place = (row: Row | undefined) =>
      row?.[partition] === undefined || row[sort] === undefined ? undefined : `${row[partition]} ${row[sort]}`;
    if (place(was) === place(is)) continue;
    if (place(was) !== undefined) units += 1;
    if (place(is) !== undefined) units += 1;
  }
  return units;
}

/**
 * A table that counts what DynamoDB would bill: writes by the larger of old and new row in KB, twice in a transaction (a check is a write
 * there), reads by key and query consistent in 4 KB, indexes half of that. A refused write is billed too. `units` says whose work it is.
 */
export function countedTable(table: MemoryTable, units: () => Units): Table {
  const rows = new Map<string, Row>();
  let writing = new Map<string, Row | undefined>();
  // the table reports a change during the write that made it, so that the copy is never behind
  table.changes(({ pk, sk }) => {
    const row = writing.get(nameOf({ pk, sk }));
    if (row === undefined) rows.delete(nameOf({ pk, sk }));
    else rows.set(nameOf({ pk, sk }), row);
  });
  const read = (found: Row[], each: number) => {
    const bytes = found.reduce((sum, row) => sum + sizeOf(row), 0);
    units().reads += Math.max(1, Math.ceil(bytes / 4096)) * each;
  };
  return {
    async get(key) {
      const row = await table.get(key);
      units().reads += kilobytes(row, 4);
      return row;
    },
    async getAll(all) {
      const found = await table.getAll(all);
      units().reads += all.length - found.length;
      for (const row of found) units().reads += kilobytes(row, 4);
      return found;
    },
    async query(pk, options) {
      const found = await table.query(pk, options);
      read(found, 1);
      return found;
    },
    async count(key, attribute) {
      const value = await table.count(key, attribute);
      units().writes += 1;
      return value;
    },
    async index(name, partition, options) {
      const page = await table.index(name, partition, options);
      read(page.rows, 0.5);
      return page;
    },
    async write(writes) {
      const twice = writes.length > 1 || writes.some((w) => 'check' in w) ? 2 : 1;
      const bill = units();
      const changes = writes.map((write) => {
        const was = rows.get(nameOf(keyOf(write)));
        return { key: nameOf(keyOf(write)), was, is: after(write, was), check: 'check' in write };
      });
      for (const { was, is } of changes) bill.writes += twice * Math.max(kilobytes(was, 1), kilobytes(is, 1));
      writing = new Map(changes.map(({ key, is }) => [key, is]));
      await table.write(writes);
      for (const { was, is, check } of changes) {
        const cost = check ? 0 : inIndexes(was, is);
        bill.writes += cost;
        bill.indexWrites += cost;
      }
    },
  };
}
