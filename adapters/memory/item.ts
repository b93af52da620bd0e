import { indexKeys } from '#adapters/aws/cursor';
import type { Row } from '#app/ports';
import { bytesAtMost, bytesOfFrozen, type Json, sayFrozen } from '#core/json';

/** What DynamoDB answers to a request that can never be right. */
export class ValidationException extends Error {
  override readonly name = 'ValidationException';
}

const maxBytes = 400 * 1024;

/** Counts the bytes that something has at most: exactly it is counted only where that is too much. */
export interface Most {
  bytes: number;
}
/** A row as the table keeps it, with the bytes that it has at most. */
export interface Held {
  readonly row: Row;
  readonly most: number;
}

/** A value as the table keeps it: each list and map a frozen copy, unless it is frozen already. `depth` counts from the attribute, 0. Throws `ValidationException` for numbers that cannot be kept. */
export function copyOf(value: Json, most: Most, depth = 0): Json {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new ValidationException(`${value} is no number that DynamoDB keeps`);
    // The document client refuses these, because a number that has lost digits on its way would be stored.
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER)
      throw new ValidationException(`${value} is beyond the safe integers`);
    most.bytes += bytesAtMost(value);
    return value === 0 ? 0 : value;
  }
  if (typeof value !== 'object' || value === null) {
    most.bytes += bytesAtMost(value);
    return value;
  }
  // frozen: what was read shares it with the table, and may be written again
  const before = bytesOfFrozen(value);
  if (before !== undefined) {
    most.bytes += before;
    return value;
  }
  const from = most.bytes;
  const copy = Array.isArray(value) ? listOf(value, most, depth + 1) : mapOf(value, most, depth + 1);
  // what is deeper is part of what is read and written as a whole
  if (depth <= 1) sayFrozen(copy, most.bytes - from);
  return copy;
}

function listOf(list: readonly Json[], most: Most, depth: number): Json[] {
  const copy: Json[] = [];
  for (const entry of list) if (entry !== undefined) copy.push(copyOf(entry, most, depth));
  most.bytes += 3 + copy.length;
  return Object.freeze(copy) as Json[];
}

function mapOf(map: { [key: string]: Json }, most: Most, depth: number): { [key: string]: Json } {
  const copy: { [key: string]: Json } = {};
  most.bytes += 3;
  for (const name of Object.keys(map)) {
    const entry = map[name];
    if (entry === undefined) continue;
    most.bytes += 4 + 6 * name.length;
    copy[name] = copyOf(entry, most, depth);
  }
  return Object.freeze(copy);
}

/** Bytes that an attribute's name has at most. */
export const bytesOfName = (name: string): number => 3 * name.length;

/** A row without those attributes that are undefined. */
const defined = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as Row;

/** A row as the table keeps it, without what is undefined; throws `ValidationException` for numbers that cannot be kept. */
export function heldOf(given: Row): Held {
  const row = readOf(given);
  const most: Most = { bytes: 0 };
  let isWhole = true;
  for (const name of Object.keys(row)) {
    const value = row[name];
    if (value === undefined) {
      isWhole = false;
      continue;
    }
    most.bytes += bytesOfName(name);
    if (typeof value === 'string') most.bytes += bytesAtMost(value);
    else row[name] = copyOf(value, most);
  }
  return { row: isWhole ? row : defined(row), most: most.bytes };
}

/** A row as it is read: its reader's own, with lists and maps that are the table's. */
export const readOf = (row: Row): Row => ({ ...row });

/** Bytes of a row as DynamoDB counts them, names included: text in UTF-8, a number by its digits, a list or map 3 and 1 for each entry. */
export const sizeOf = (row: Row): number => bytesOfMap(row, 0);

function bytesOf(value: Json): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(value).replaceAll(/[-.]/g, '').length / 2) + 1;
  if (typeof value !== 'object' || value === null) return 1;
  if (Array.isArray(value)) return value.reduce<number>((sum, entry) => sum + 1 + bytesOf(entry), 3);
  return 3 + bytesOfMap(value, 1);
}

const bytesOfMap = (map: { [name: string]: Json | undefined }, each: number): number =>
  Object.entries(map).reduce(
    (sum, [name, value]) => (value === undefined ? sum : sum + each + Buffer.byteLength(name) + bytesOf(value)),
    0,
  );

const keyLimits = Object.values(indexKeys).flatMap(([partition, sort]) => [
  { name: partition, most: 2048 },
  { name: sort, most: 1024 },
]);

function checkKeyText(name: string, value: Json | undefined, most: number): void {
  if (typeof value !== 'string') throw new ValidationException(`Type mismatch for key ${name}`);
  if (value === '') throw new ValidationException(`empty string value for key ${name}`);
  // a character has at most three bytes for each of its units
  if (value.length * 3 > most && Buffer.byteLength(value) > most)
    throw new ValidationException(`Size of key ${name} exceeds ${most} bytes`);
}

/** Throws `ValidationException` for a key that DynamoDB would not take: no text, empty or too long. */
export function checkKey(pk: string, sk: string): void {
  checkKeyText('pk', pk, 2048);
  checkKeyText('sk', sk, 1024);
}

/** Throws `ValidationException` for a row that DynamoDB would not keep, whatever its key: a key attribute of an index that is no text, empty or too long; over 400 KB. */
export function checkRow({ row, most }: Held): void {
  for (const key of keyLimits) if (row[key.name] !== undefined) checkKeyText(key.name, row[key.name], key.most);
  if (most > maxBytes && sizeOf(row) > maxBytes)
    throw new ValidationException('Item size has exceeded the maximum allowed size');
}
