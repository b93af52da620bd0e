import type { Json } from '../json.ts';

/** What frozen rows of the timeline are read as; a table in memory gives the same rows again. */
const known = new WeakMap<object, object | 'left out'>();

/** What a row is read as, where that is known. */
export const knownEntry = (row: object): object | 'left out' | undefined => known.get(row);

/** Says what a row that is frozen throughout was read as. */
export const sayEntry = (row: object, entry: object | 'left out'): void => void known.set(row, entry);

/** An entry that is written, as its row keeps it: reading it would give the same. */
export function writtenEntry(json: Json): Json {
  if (typeof json === 'object' && json !== null) sayEntry(json, json);
  return json;
}
