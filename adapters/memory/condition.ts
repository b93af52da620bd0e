import type { Condition, Row, Test } from '#app/ports';
import { isRecord, type Json } from '#core/json';

/** Whether two values are the same to DynamoDB: maps without regard to order, a number never a string. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && sameLists(a, b);
  return isRecord(a) && isRecord(b) && sameMaps(a, b);
}

function sameLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (!same(a[at], b[at])) return false;
  return true;
}

function sameMaps(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  // what is plain first: as soon as any of it differs, nothing has to be looked at in depth
  for (const name of names) if (a[name] !== b[name] && !(isObject(a[name]) && isObject(b[name]))) return false;
  for (const name of names) if (!Object.hasOwn(b, name) || !same(a[name], b[name])) return false;
  return true;
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** The order of DynamoDB's strings: by UTF-8 byte. JavaScript's own differs where UTF-16 needs surrogates. */
export function byBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    if (a.charCodeAt(i) !== b.charCodeAt(i)) return (a.codePointAt(i) ?? 0) - (b.codePointAt(i) ?? 0);
  }
  return a.length - b.length;
}

function passes(value: Json | undefined, test: Test): boolean {
  if ('absent' in test) return value === undefined;
  if ('present' in test) return value !== undefined;
  if ('eq' in test) return same(value, test.eq);
  if ('ne' in test) return !same(value, test.ne);
  if (typeof value === 'string' && typeof test.below === 'string') return byBytes(value, test.below) < 0;
  return typeof value === 'number' && typeof test.below === 'number' && value < test.below;
}

/** Whether a row, or its absence, meets a condition; throws `TypeError` for one that tests nothing. */
export function meets(row: Row | undefined, when: Condition): boolean {
  if (!Array.isArray(when)) return holds(row, when);
  if (when.length === 0) throw new TypeError('a condition needs a test');
  // each is looked at, so that one which tests nothing is an error wherever it stands
  return when.map((tests) => holds(row, tests)).includes(true);
}

function holds(row: Row | undefined, tests: Readonly<Record<string, Test>>): boolean {
  const attributes = Object.keys(tests);
  if (attributes.length === 0) throw new TypeError('a condition needs a test');
  for (const attribute of attributes) if (!passes(row?.[attribute], tests[attribute] as Test)) return false;
  return true;
}
