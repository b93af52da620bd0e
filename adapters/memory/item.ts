import { indexKeys } from '#adapters/aws/cursor';
import type { Row } from '#app/ports';
import type { Json } from '#core/json';

/** What DynamoDB answers to a request that can never be right. */
export class ValidationException extends Error {
  override readonly name = 'ValidationException';
}

const maxBytes = 400 * 1024;
const bytes = (text: string) => Buffer.byteLength(text);

/** Bytes of a value as DynamoDB counts them: text in UTF-8, a number by its digits, a list or map 3 and 1 for each entry. */
function sizeOfValue(value: Json): number {
  if (typeof value === 'string') return bytes(value);
  if (typeof value === 'number') return Math.ceil(String(value).replaceAll(/[-.]/g, '').length / 2) + 1;
  if (typeof value !== 'object' || value === null) return 1;
  if (Array.isArray(value)) return value.reduce((sum: number, entry) => sum + 1 + sizeOfValue(entry), 3);
  return Object.entries(value).reduce((sum, [key, entry]) => sum + 1 + bytes(key) + sizeOfValue(entry), 3);
}

/** Bytes of a row as DynamoDB counts them, names included. */
export const sizeOf = (row: Row): number =>
  Object.entries(row).reduce(
    (sum, [name, value]) => sum + (value === undefined ? 0 : bytes(name) + sizeOfValue(value)),
    0,
  );

function copyOf(value: Json): Json {
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
  for (const [name, value] of Object.entries(record)) if (value !== undefined) copy[name] = copyOf(value);
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
