import { indexKeys } from '#adapters/aws/cursor';
import type { Key, Row } from '#app/ports';
import type { Json } from '#core/json';

/** What DynamoDB answers to a request that can never be right. */
export class ValidationException extends Error {
  override readonly name = 'ValidationException';
}

const maxBytes = 400 * 1024;
const LONG = 40;

/** Bytes of a text in UTF-8. A short one is counted here: most are names and ids. */
function bytes(text: string): number {
  if (text.length > LONG) return Buffer.byteLength(text);
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) > 127) return Buffer.byteLength(text);
  return text.length;
}

function bytesOfNumber(value: number): number {
  // as nearly all are: a count, without a sign or a point
  if (Number.isSafeInteger(value) && value >= 0) return Math.ceil(String(value).length / 2) + 1;
  return Math.ceil(String(value).replaceAll(/[-.]/g, '').length / 2) + 1;
}

/**
 * Lists and maps that the table keeps, attributes and their entries, with their bytes. They are frozen: what was read shares them with the
 * table, and may be written again.
 */
const known = new WeakMap<object, number>();

/** What counts bytes as DynamoDB does: text in UTF-8, a number by its digits, a list or map 3 and 1 for each entry. */
interface Count {
  bytes: number;
}

/** `depth` counts from the attribute, 0. */
function copyOf(value: Json, count: Count, depth: number): Json {
  if (typeof value === 'string') {
    count.bytes += bytes(value);
    return value;
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new ValidationException(`${value} is no number that DynamoDB keeps`);
    // The document client refuses these, because a number that has lost digits on its way would be stored.
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER)
      throw new ValidationException(`${value} is beyond the safe integers`);
    count.bytes += bytesOfNumber(value);
    return value === 0 ? 0 : value;
  }
  if (typeof value !== 'object' || value === null) {
    count.bytes += 1;
    return value;
  }
  const before = Object.isFrozen(value) ? known.get(value) : undefined;
  if (before !== undefined) {
    count.bytes += before;
    return value;
  }
  const from = count.bytes;
  const copy = Array.isArray(value) ? listOf(value, count, depth + 1) : mapOf(value, count, depth + 1);
  // what is deeper is part of what is read and written as a whole
  if (depth <= 1) known.set(copy, count.bytes - from);
  return copy;
}

function listOf(list: readonly Json[], count: Count, depth: number): Json[] {
  const copy: Json[] = [];
  for (const entry of list) if (entry !== undefined) copy.push(copyOf(entry, count, depth));
  count.bytes += 3 + copy.length;
  return Object.freeze(copy) as Json[];
}

function mapOf(map: { [key: string]: Json }, count: Count, depth: number): { [key: string]: Json } {
  const copy: { [key: string]: Json } = {};
  count.bytes += 3;
  for (const name of Object.keys(map)) {
    const entry = map[name];
    if (entry === undefined) continue;
    count.bytes += 1 + bytes(name);
    copy[name] = copyOf(entry, count, depth);
  }
  return Object.freeze(copy);
}

/** An attribute as the table keeps it; throws `ValidationException` for numbers that cannot be kept. */
const kept = (value: Json): Json => copyOf(value, { bytes: 0 }, 0);

/** The attributes as the table keeps them: those that are undefined left out, each list and map a frozen copy. */
export function attributesOf(record: { [key: string]: Json | undefined }): { [key: string]: Json } {
  const copy: { [key: string]: Json } = {};
  for (const name of Object.keys(record)) {
    const value = record[name];
    if (value !== undefined) copy[name] = kept(value);
  }
  return copy;
}

/** A row as the table keeps it. */
export const rowOf = (row: Row): Row => attributesOf(row) as Row;

/** A row as it is read: its reader's own, with lists and maps that are the table's. */
export const readOf = (row: Row): Row => ({ ...row });

/** Bytes of a row that the table keeps as DynamoDB counts them, names included. */
export function sizeOf(row: Row): number {
  const count = { bytes: 0 };
  for (const name of Object.keys(row)) {
    const value = row[name];
    if (value === undefined) continue;
    count.bytes += bytes(name);
    copyOf(value, count, 0);
  }
  return count.bytes;
}

const keyLimits = Object.values(indexKeys).flatMap(([partition, sort]): [string, number][] => [
  [partition, 2048],
  [sort, 1024],
]);

function checkKeyText(name: string, value: Json | undefined, most: number): void {
  if (typeof value !== 'string') throw new ValidationException(`Type mismatch for key ${name}`);
  if (value === '') throw new ValidationException(`empty string value for key ${name}`);
  // a character has at most three bytes for each of its units
  if (value.length * 3 > most && bytes(value) > most)
    throw new ValidationException(`Size of key ${name} exceeds ${most} bytes`);
}

/** Throws `ValidationException` for a key that DynamoDB would not take: no text, empty or too long. */
export function checkKey({ pk, sk }: Key): void {
  checkKeyText('pk', pk, 2048);
  checkKeyText('sk', sk, 1024);
}

/** Throws `ValidationException` for a row that DynamoDB would not keep: a key attribute that is no text, empty or too long; over 400 KB. Gives its bytes. */
export function checkRow(row: Row): number {
  checkKey(row);
  for (const [name, most] of keyLimits) if (row[name] !== undefined) checkKeyText(name, row[name], most);
  const size = sizeOf(row);
  if (size > maxBytes) throw new ValidationException('Item size has exceeded the maximum allowed size');
  return size;
}
