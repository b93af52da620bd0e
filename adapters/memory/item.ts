import { indexKeys } from '#adapters/aws/cursor';
import type { Key, Row } from '#app/ports';
import { bytesAtMost, bytesOfFrozen, type Json, sayFrozen } from '#core/json';

/** What DynamoDB answers to a request that can never be right. */
export class ValidationException extends Error {
  override readonly name = 'ValidationException';
}

const maxBytes = 400 * 1024;

/** Counts the bytes that something has at most: exactly it is counted only where that is too much. */
interface Most {
  bytes: number;
}

/** `depth` counts from the attribute, 0. */
function copyOf(value: Json, most: Most, depth: number): Json {
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

/** An attribute as the table keeps it; throws `ValidationException` for numbers that cannot be kept. */
const kept = (value: Json): Json => copyOf(value, { bytes: 0 }, 0);

/** The attributes as the table keeps them: those that are undefined left out, each list and map a frozen copy unless it is frozen already. */
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

/** Bytes that a row has at most. */
function mostOf(row: Row): number {
  let most = 0;
  for (const name of Object.keys(row)) most += 3 * name.length + bytesAtMost(row[name]);
  return most;
}

const keyLimits = Object.values(indexKeys).flatMap(([partition, sort]): [string, number][] => [
  [partition, 2048],
  [sort, 1024],
]);

function checkKeyText(name: string, value: Json | undefined, most: number): void {
  if (typeof value !== 'string') throw new ValidationException(`Type mismatch for key ${name}`);
  if (value === '') throw new ValidationException(`empty string value for key ${name}`);
  // a character has at most three bytes for each of its units
  if (value.length * 3 > most && Buffer.byteLength(value) > most)
    throw new ValidationException(`Size of key ${name} exceeds ${most} bytes`);
}

/** Throws `ValidationException` for a key that DynamoDB would not take: no text, empty or too long. */
export function checkKey({ pk, sk }: Key): void {
  checkKeyText('pk', pk, 2048);
  checkKeyText('sk', sk, 1024);
}

/** Throws `ValidationException` for a row that DynamoDB would not keep: a key attribute that is no text, empty or too long; over 400 KB. Gives the bytes that it has at most. */
export function checkRow(row: Row): number {
  checkKey(row);
  for (const [name, most] of keyLimits) if (row[name] !== undefined) checkKeyText(name, row[name], most);
  const most = mostOf(row);
  if (most > maxBytes && sizeOf(row) > maxBytes)
    throw new ValidationException('Item size has exceeded the maximum allowed size');
  return most;
}
