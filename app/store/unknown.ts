import { isRecord, type Json } from '#core/json';

/**
 * What is written over a row, with those fields of it that this release does not know: a newer one has put them there, and may run again.
 * `stood`: as it is stored; `read`: what this release read of it; `next`: what it writes.
 */
export function withUnknown(next: Json, stood: Json | undefined, read: Json | undefined): Json {
  if (Array.isArray(next) && Array.isArray(stood) && Array.isArray(read) && stood.length === read.length)
    return next.map((one, n) => {
      const at = nameOf(one) === undefined ? n : read.findIndex((known) => nameOf(known) === nameOf(one));
      return at < 0 ? one : withUnknown(one, stood[at], read[at]);
    });
  if (!isRecord(next) || !isRecord(stood) || !isRecord(read)) return next;
  const known = Object.entries(next).map(([name, value]) => [name, withUnknown(value, stood[name], read[name])]);
  const unknown = Object.entries(stood).filter(([name]) => !Object.hasOwn(read, name) && !Object.hasOwn(next, name));
  return Object.fromEntries([...known, ...unknown]) as Json;
}

/** What an entry of a list is known by, wherever it stands. */
const nameOf = (one: Json): Json | undefined =>
  isRecord(one) ? ((one['key'] ?? one['id']) as Json | undefined) : undefined;
