import { indexKeys } from '#adapters/aws/cursor';
import type { Row } from '#app/ports';
import type { Json } from '#core/json';

/** What DynamoDB answers to a request that can never be right. */
export class ValidationException extends Error {
  override readonly name = 'ValidationException';
}

const maxBytes = 400 * 1024;
const bytes = (text: string) => Buffer.byteLength(text);

/** Bytes of lists and maps that the table keeps: nobody else has them, so that they never change. */
const known = new WeakMap<object, number>();

/** Bytes of a value as DynamoDB counts them: text in UTF-8, a number by its digits, a list or map 3 and 1 for each entry. */
function sizeOfValue(value: Json): number {
  if (typeof value === 'string') return bytes(value);
  if (typeof value === 'number') return Math.ceil(String(value).replaceAll(/[-.]/g, '').length / 2) + 1;
  if (typeof value !== 'object' || value === null) return 1;
  const before = known.get(value);
  if (before !== undefined) return before;
  let sum = 3;
  if (Array.isArray(value)) for (const entry of value) sum += 1 + sizeOfValue(entry);
  else for (const name of Object.keys(value)) sum += 1 + bytes(name) + sizeOfValue(value[name] ?? null);
  known.set(value, sum);
  return sum;
}

/** Bytes of a row as DynamoDB counts them, names included; of one that is the table's own. */
export function sizeOf(row: Row): number {
  let sum = 0;
  for (const name of Object.keys(row)) {
    const value = row[name];
    if (value !== undefined) sum += bytes(name) + sizeOfValue(value);
  }
  return sum;
}

function copyOf(value: Json): Json {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new ValidationException(`${value} is no number that DynamoDB keeps`);
    // The document client refuses these, because a number that has lost digits on its way would be stored.
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER)
      throw new ValidationException(`${value} is beyond the safe integers`);
    return value === 0 ? 0 : value;
  }
  if (Array.isArray(value)) return value.filter((entry) => entry !== undefined).map(copyOf);
  if (typeof value === 'object' && value !== null) return attributesOf(value);
  return value;
}

/** A deep copy without undefined attributes; throws `ValidationException` for numbers that cannot be kept. */
export function attributesOf(record: { [key: string]: Json | undefined }): { [key: string]: Json } {
  const copy: { [key: string]: Json } = {};
  for (const name of Object.keys(record)) {
    const value = record[name];
    if (value !== undefined) copy[name] = copyOf(value);
  }
  return copy;
}

/** A deep copy of a row. */
export const rowOf = (row: Row): Row => ({ ...attributesOf(row), pk: row.pk, sk: row.sk });

const keyLimits: [string, number][] = [
  ['pk', 2048],
  ['sk', 1024],
  ...Object.values(indexKeys).flatMap(([partition, sort]): [string, number][] => [
    [partition, 2048],
    [sort, 1024],
  ]),
];

/** Throws `ValidationException` for a row that DynamoDB would not keep: a key attribute that is no text, empty or too long; over 400 KB. */
export function checkRow(row: Row): void {
  for (const [name, most] of keyLimits) {
    const value = row[name];
    if (value === undefined && name !== 'pk' && name !== 'sk') continue;
    if (typeof value !== 'string') throw new ValidationException(`Type mismatch for key ${name}`);
    if (value === '') throw new ValidationException(`empty string value for key ${name}`);
    if (bytes(value) > most) throw new ValidationException(`Size of key ${name} exceeds ${most} bytes`);
  }
  if (sizeOf(row) > maxBytes) throw new ValidationException('Item size has exceeded the maximum allowed size');
}
