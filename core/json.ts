export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A row's attribute as text; anything else is none. */
export const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** What a text says as JSON; undefined where it is none. */
export const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
/** Counts the bytes that some JSON has at most, as text and as DynamoDB counts it; `odd` where a number in it is none that a table keeps. */
interface Most {
  bytes: number;
  odd: boolean;
}
/** A text has at most six bytes for each of its units (an escape), whatever is neither text, list nor record at most 25; a list or record has three of its own. */
const ofText = (text: string): number => 6 * text.length + 2;
const OF_OTHER = 25;
const OF_BRACKETS = 3;

/**
 * Lists and records that are known to be JSON, frozen throughout, with the bytes that they have at most, so that they may be
 * shared and kept as they are. Those of the first two levels; what is deeper is part of what is read and written as a whole.
 */
const frozen = new WeakMap<object, number>();
const LEVELS = 2;

/** Bytes that JSON has at most, where it is known to be frozen throughout. */
export const bytesOfFrozen = (json: object): number | undefined => frozen.get(json);

/** Says of a list or record that it is JSON, frozen throughout, and has so many bytes at most. */
export const sayFrozen = (json: object, bytes: number): void => void frozen.set(json, bytes);

/** Bytes that JSON has at most, which nothing has to be written to know. */
export function bytesAtMost(json: Json | undefined): number {
  if (typeof json === 'string') return ofText(json);
  if (typeof json !== 'object' || json === null) return OF_OTHER;
  const known = frozen.get(json);
  if (known !== undefined) return known;
  let bytes = OF_BRACKETS;
  if (Array.isArray(json)) for (const entry of json) bytes += 1 + bytesAtMost(entry);
  else for (const name of Object.keys(json)) bytes += 2 + ofText(name) + bytesAtMost(json[name]);
  return bytes;
}

/**
 * A value as a row keeps it: what is undefined is left out. The same as through the text of JSON, without the text, and frozen. JSON that is
 * frozen already is shared.
 */
export const asJson = (value: object | string | number | boolean | null): Json =>
  valueAsJson(value, { bytes: 0, odd: false }, 0) ?? null;

/**
 * A record of JSON with other parts in place of some of its own, and without those that are `gone`; frozen throughout. Where it was frozen
 * itself, only what is new is looked at.
 */
export function frozenOver(
  stood: Readonly<Record<string, Json>>,
  parts: Readonly<Record<string, Json>>,
  gone: readonly string[],
): Json {
  const known = frozen.get(stood);
  if (known === undefined || gone.length > 0) {
    const left = Object.entries(stood).filter(([name]) => !gone.includes(name));
    return asJson(Object.assign(Object.fromEntries(left), parts));
  }
  let bytes = known;
  for (const name of Object.keys(parts)) {
    const part = parts[name];
    if (typeof part === 'number' && Math.abs(part) > Number.MAX_SAFE_INTEGER) return asJson({ ...stood, ...parts });
    if (typeof part === 'object' && part !== null && !frozen.has(part)) return asJson({ ...stood, ...parts });
    bytes += bytesAtMost(part) - (Object.hasOwn(stood, name) ? bytesAtMost(stood[name]) : -2 - ofText(name));
  }
  const record = Object.freeze({ ...stood, ...parts });
  frozen.set(record, bytes);
  return record;
}

function valueAsJson(value: unknown, most: Most, level: number): Json | undefined {
  if (typeof value === 'string') {
    most.bytes += ofText(value);
    return value;
  }
  if (typeof value !== 'object' || value === null) {
    most.bytes += OF_OTHER;
    return scalarAsJson(value, most);
  }
  const known = frozen.get(value);
  if (known !== undefined) {
    most.bytes += known;
    return value as Json;
  }
  if ('toJSON' in value && typeof value.toJSON === 'function') return valueAsJson(value.toJSON(), most, level);
  const from = most.bytes;
  most.bytes += OF_BRACKETS;
  const copy = Object.freeze(Array.isArray(value) ? listAsJson(value, most, level) : recordAsJson(value, most, level));
  if (level < LEVELS && !most.odd) frozen.set(copy, most.bytes - from);
  return copy as Json;
}

function scalarAsJson(value: unknown, most: Most): Json | undefined {
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'bigint') throw new TypeError('JSON has no bigint');
  if (typeof value !== 'number') return undefined;
  if (!Number.isFinite(value)) return null;
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) most.odd = true;
  return value || 0;
}

function listAsJson(list: readonly unknown[], most: Most, level: number): Json[] {
  return list.map((entry) => {
    most.bytes += 1;
    return valueAsJson(entry, most, level + 1) ?? null;
  });
}

function recordAsJson(record: object, most: Most, level: number): Record<string, Json> {
  const copy: { [key: string]: Json } = {};
  for (const name of Object.keys(record)) {
    most.bytes += 2 + ofText(name);
    const value = (record as Record<string, unknown>)[name];
    // as most of a record is
    if (typeof value === 'string' && name !== '__proto__') {
      most.bytes += ofText(value);
      copy[name] = value;
      continue;
    }
    const json = valueAsJson(value, most, level + 1);
    if (json === undefined) continue;
    if (name === '__proto__')
      Object.defineProperty(copy, name, { value: json, enumerable: true, writable: true, configurable: true });
    else copy[name] = json;
  }
  return copy;
}

/** Whether a value is a JSON object. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON with its keys in order, so that equal values have equal texts. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) =>
    isRecord(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v,
  );
