import type { Key, Table, Write } from '#app/ports';
import { Refused } from '#core/errors';
import type { Json } from '#core/json';
import { textOf } from '#core/json';

/** Bytes of a text that one row holds; a row of DynamoDB has at most 400 KB, and is paid by the kilobyte whenever it is written. */
const PART = 60_000;

/** A text in parts of at most so many bytes, cut between characters. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  let bytes = 0;
  for (const character of text) {
    const size = Buffer.byteLength(character);
    if (bytes + size > PART) {
      parts.push(part);
      part = '';
      bytes = 0;
    }
    part += character;
    bytes += size;
  }
  return [...parts, part];
}

const partKey = ({ pk, sk }: Key, of: string, n: number): Key => ({
  pk,
  sk: `${sk}#${of}#${String(n).padStart(4, '0')}`,
});

/**
 * Keeps a long text in rows of its own (docs/decisions/0023-long-texts-in-rows.md). `of` names this text among those of its key: its parts are
 * there before the row that names them, so that nobody reads half of one. With `once`, what stands there already stays.
 */
export async function writeDocument(
  table: Table,
  key: Key,
  text: string,
  { of, once = false, ...facts }: { of: string; once?: boolean } & Record<string, Json>,
): Promise<void> {
  const parts = partsOf(text);
  for (const [n, part] of parts.entries()) await table.write([{ put: { ...partKey(key, of, n), text: part } }]);
  const head: Write = { put: { ...key, ...facts, of, parts: parts.length } };
  try {
    await table.write([once ? { ...head, when: { pk: { absent: true } } } : head]);
  } catch (error) {
    if (!once || !(error instanceof Refused)) throw error;
  }
}

/** A text that `writeDocument` has kept; undefined where there is none. Throws where a part is missing. */
export async function readDocument(table: Table, key: Key): Promise<string | undefined> {
  const head = await table.get(key);
  if (head === undefined) return undefined;
  const [of, count] = [textOf(head['of']), Number(head['parts'])];
  const rows = await table.query(key.pk, { prefix: `${key.sk}#${of}#`, limit: count });
  if (rows.length < count) throw new Error(`${key.pk} ${key.sk} has ${rows.length} of ${count} parts`);
  return rows.map((row) => textOf(row['text'])).join('');
}
