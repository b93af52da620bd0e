import type { Row, Table, Write } from '#app/ports';
import { Refused } from '#core/errors';
import { asJson, bytesAtMost, isRecord, type Json } from '#core/json';
import { due, keys } from './keys.ts';

/** Writes of one transaction, and bytes of the rows in it that follow from what it decides (DynamoDB, TransactWriteItems: 100 actions, 4 MB). */
const MOST_WRITES = 100;
const MOST_BYTES = 2_000_000;
/** Bytes of rows that one row holds for later. */
const BUNDLE = 64_000;

const bytesOf = (row: Row): number => Buffer.byteLength(JSON.stringify(row));

/** Rows that one row holds for later. What messages show to many places stands there once: their `view` is then its number in `views`. */
interface Bundle {
  rows: Row[];
  views: Json[];
}

/**
 * The puts of a turn that its transaction has room for behind `taken` writes, in their order. What is left stands in rows of the outbox that
 * belong to the same transaction; an effect worker writes them out.
 */
export function fit(id: string, version: number, taken: number, puts: readonly Row[], createdAt: string): Row[] {
  const room = MOST_WRITES - taken;
  for (let bundles = 0; bundles < room; bundles += 1) {
    const first = puts.slice(0, together(puts, room - bundles));
    const rest = bundled(puts.slice(first.length));
    if (rest.length <= bundles)
      return [...first, ...rest.map((bundle, n) => restRow(id, `${version}.${n}`, bundle, createdAt))];
  }
  throw new RangeError(`a turn of ${id} with ${puts.length} rows does not fit a transaction`);
}

/** How many rows, from the first on, go together. */
function together(rows: readonly Row[], most: number): number {
  if (rows.slice(0, most).reduce((sum, row) => sum + bytesAtMost(row as Record<string, Json>), 0) <= MOST_BYTES)
    return Math.min(most, rows.length);
  let bytes = 0;
  for (const [n, row] of rows.slice(0, most).entries()) {
    bytes += bytesOf(row);
    if (bytes > MOST_BYTES) return Math.max(n, 1);
  }
  return Math.min(most, rows.length);
}

function bundled(rows: readonly Row[]): Bundle[] {
  const bundles: Bundle[] = [];
  let bundle: Bundle = { rows: [], views: [] };
  let numbers = new Map<string, number>();
  let size = BUNDLE;
  for (const row of rows) {
    const { message } = row;
    const view = isRecord(message) ? (message['view'] as Json | undefined) : undefined;
    const text = view === undefined ? '' : JSON.stringify(view);
    const bare = (at: number): Row =>
      view === undefined ? row : { ...row, message: { ...Object(message), view: at } };
    const bytes = bytesOf(bare(0));
    if (size + bytes + (numbers.has(text) ? 0 : Buffer.byteLength(text)) > BUNDLE) {
      bundle = { rows: [], views: [] };
      bundles.push(bundle);
      numbers = new Map();
      size = 0;
    }
    size += bytes + (numbers.has(text) ? 0 : Buffer.byteLength(text));
    if (view !== undefined && !numbers.has(text)) numbers.set(text, bundle.views.push(view) - 1);
    bundle.rows.push(bare(numbers.get(text) ?? 0));
  }
  return bundles;
}

const restRow = (id: string, name: string, { rows, views }: Bundle, createdAt: string): Row => ({
  ...keys.outbox(id, 'effects', `${id}.rest.${name}`),
  v: 1,
  key: `${id}.rest.${name}`,
  rest: asJson(rows),
  views,
  createdAt,
  duePk: due.outbox,
  dueAt: createdAt,
});

/** The rows that a row holds for later; undefined where it is none of those. Rows of the release before have each view where it is shown. */
export const restOf = ({ rest, views }: Row): Row[] | undefined =>
  (rest as Row[] | undefined)?.map((row) => {
    const { message } = row;
    if (!isRecord(message) || typeof message['view'] !== 'number') return row;
    return { ...row, message: { ...message, view: (views as Json[])[message['view']] } as Json };
  });

/** Writes out what did not fit its turn's transaction. A row that stands already stays as it is: it may have been worked on since. */
export async function writeRest(table: Table, rows: readonly Row[]): Promise<void> {
  for (let n = 0, next = 0; n < rows.length; n = next) {
    next = n + together(rows.slice(n), MOST_WRITES);
    let left: Write[] = rows.slice(n, next).map((put) => ({ put, when: { pk: { absent: true } } }));
    while (left.length > 0) {
      const writes = left;
      try {
        await table.write(writes);
        break;
      } catch (error) {
        if (!(error instanceof Refused) || !error.reasons.includes('condition')) throw error;
        left = writes.filter((_, at) => error.reasons[at] !== 'condition');
      }
    }
  }
}
