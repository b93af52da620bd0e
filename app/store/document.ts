import { createHash } from 'node:crypto';
import type { Key, Row, Table, Test } from '#app/ports';
import { Contended, Refused } from '#core/errors';
import { type Json, textOf } from '#core/json';

/** Bytes of a text that one row holds; a row of DynamoDB has at most 400 KB, and is paid by the kilobyte whenever it is written. */
const PART = 60_000;
/** Parts of a text: a transaction has at most 4 MB, and it may take all parts of the text before away. */
const MOST_PARTS = 60;
const TRIES = 5;

/** A text in parts of at most so many bytes, cut between characters. */
function partsOf(text: string): string[] {
  const bytes = new TextEncoder().encode(text);
  // else it would leave out a mark of byte order that begins a part
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const parts: string[] = [];
  for (let from = 0; from < bytes.length || parts.length === 0; ) {
    let to = Math.min(from + PART, bytes.length);
    while (to < bytes.length && ((bytes[to] ?? 0) & 0xc0) === 0x80) to -= 1;
    parts.push(decoder.decode(bytes.subarray(from, to)));
    from = to;
  }
  return parts;
}

const partKey = ({ pk, sk }: Key, of: string, n: number): Key => ({
  pk,
  sk: `${sk}#${of}#${String(n).padStart(4, '0')}`,
});

/** A text with its name and its parts. */
export interface Document {
  of: string;
  parts: readonly string[];
}
export const documentOf = (text: string): Document => ({
  of: createHash('sha256').update(text).digest('base64url'),
  parts: partsOf(text),
});

/**
 * Keeps a long text in rows of its own (docs/decisions/0023-long-texts-in-rows.md). Its parts are named by their text and are there before the
 * row that names them, so that nobody reads half of one text or parts of two; that row takes the parts of the text before it away. With `once`,
 * what stands there already stays. Throws a `RangeError` for a text of more than 3.6 MB.
 */
export async function writeDocument(
  table: Table,
  key: Key,
  text: string | Document,
  { once = false, ...facts }: { once?: boolean } & Record<string, Json> = {},
): Promise<void> {
  const { of, parts } = typeof text === 'string' ? documentOf(text) : text;
  if (parts.length > MOST_PARTS)
    throw new RangeError(`${key.pk} ${key.sk} has ${parts.length} parts, of ${MOST_PARTS} at most`);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const before = await table.get(key);
    if (before !== undefined && (once || before['of'] === of)) return;
    for (const [n, part] of parts.entries()) await table.write([{ put: { ...partKey(key, of, n), text: part } }]);
    const was = textOf(before?.['of']);
    const old = was === '' ? [] : Array.from({ length: Number(before?.['parts']) }, (_, n) => partKey(key, was, n));
    try {
      await table.write([
        {
          put: { ...key, ...facts, of, parts: parts.length, writes: writesOf(before) + 1 },
          when: before === undefined ? { pk: { absent: true } } : { writes: countOf(before) },
        },
        ...old.map((part) => ({ delete: part })),
      ]);
      return;
    } catch (error) {
      // somebody has written beside us: their parts are not ours to take away
      if (!(error instanceof Refused)) throw error;
    }
  }
  throw new Contended(`${key.pk} ${key.sk} was written ${TRIES} times meanwhile`);
}

const writesOf = (head: Row | undefined): number => Number(head?.['writes'] ?? 0);
/** A row of the release before does not say how often it was written. */
const countOf = (head: Row): Test => (head['writes'] === undefined ? { absent: true } : { eq: writesOf(head) });

/** A text that `writeDocument` has kept; undefined where there is none. Throws where a part is missing. */
export async function readDocument(table: Table, key: Key): Promise<string | undefined> {
  for (let attempt = 0; ; attempt += 1) {
    const head = await table.get(key);
    if (head === undefined) return undefined;
    const [of, count] = [textOf(head['of']), Number(head['parts'])];
    const rows = await table.query(key.pk, { prefix: `${key.sk}#${of}#`, limit: count });
    if (rows.length === count) return rows.map((row) => textOf(row['text'])).join('');
    // another text may have taken its place between the two reads
    if (attempt === TRIES || (await table.get(key))?.['of'] === of)
      throw new Error(`${key.pk} ${key.sk} has ${rows.length} of ${count} parts`);
  }
}
