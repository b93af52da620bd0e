import { isDeepStrictEqual } from 'node:util';
import { asJson, frozenOver, isRecord, type Json } from '#core/json';

/**
 * What is written over a row, with those fields of it that this release does not know: a newer one has put them there, and may run again.
 * `stood`: as it is stored; `read`: what this release read of it; `next`: what it writes.
 */
export function withUnknown(next: Json, stood: Json | undefined, read: Json | undefined): Json {
  if (Array.isArray(next) && Array.isArray(stood) && Array.isArray(read) && stood.length === read.length)
    return next.map((one, n) => {
      // an entry without a name is the same entry only where it reads the same
      if (nameOf(one) === undefined) return isDeepStrictEqual(one, read[n]) ? (stood[n] ?? one) : one;
      const at = read.findIndex((known) => nameOf(known) === nameOf(one));
      return at < 0 ? one : withUnknown(one, stood[at], read[at]);
    });
  if (!isRecord(next) || !isRecord(stood) || !isRecord(read) || !sameThing(next, read)) return next;
  const known = Object.entries(next).map(([name, value]) => [name, withUnknown(value, stood[name], read[name])]);
  const unknown = Object.entries(stood).filter(([name]) => !Object.hasOwn(read, name) && !Object.hasOwn(next, name));
  return Object.fromEntries([...known, ...unknown]) as Json;
}

/**
 * A record as it is written over its row's JSON. A part that is the very object which was read was not changed, and stays as it stands; of the
 * others the fields that this release does not know are kept. `stood`: as it is stored; `read`: what this release read of it.
 */
export function writtenOver(next: object, stood: Readonly<Record<string, Json>>, read: object): Json {
  const before = read as Readonly<Record<string, unknown>>;
  const after = next as Readonly<Record<string, unknown>>;
  const parts: { [name: string]: Json } = {};
  let kept = 0;
  for (const name of Object.keys(after)) {
    const value = after[name];
    if (value === undefined) continue;
    const stands = Object.hasOwn(stood, name) ? stood[name] : undefined;
    if (stands === undefined) {
      parts[name] = asJson(value as object);
      continue;
    }
    kept += 1;
    if (typeof value !== 'object' || value === null) {
      if (value !== stands) parts[name] = asJson(value as string | number | boolean | null);
    } else if (value !== before[name]) parts[name] = partOver(value, stands, before[name]);
  }
  const names = Object.keys(stood);
  const gone =
    kept === names.length ? [] : names.filter((name) => before[name] !== undefined && after[name] === undefined);
  return frozenOver(stood, parts, gone);
}

const partOver = (value: object, stands: Json, read: unknown): Json =>
  typeof read !== 'object' || read === null || readWhole(read, stands)
    ? asJson(value)
    : withUnknown(asJson(value), stands, asJson(read));

/** Whether a row's JSON was read whole and as it stands, so that there is nothing in it which this release does not know. */
export function readWhole(read: unknown, stood: Json | undefined): boolean {
  if (read === stood) return true;
  if (Array.isArray(read))
    return Array.isArray(stood) && read.length === stood.length && read.every((one, n) => readWhole(one, stood[n]));
  if (!isRecord(read) || !isRecord(stood)) return false;
  const names = Object.keys(stood);
  return (
    names.every((name) => Object.hasOwn(read, name) && readWhole(read[name], stood[name])) &&
    Object.keys(read).every((name) => Object.hasOwn(stood, name) || read[name] === undefined)
  );
}

/** Whether a record is still about what it was about: the plan after this one, or the next question, is another. */
const sameThing = (next: Record<string, unknown>, read: Record<string, unknown>): boolean =>
  ['key', 'id', 'attempt', 'askedAt'].every(
    (name) => !Object.hasOwn(next, name) || !Object.hasOwn(read, name) || isDeepStrictEqual(next[name], read[name]),
  );

/** What an entry of a list is known by, wherever it stands. */
const nameOf = (one: Json): Json | undefined =>
  isRecord(one) ? ((one['key'] ?? one['id']) as Json | undefined) : undefined;
