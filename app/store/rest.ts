import type { Row, Table, Write } from '#app/ports';
import { Refused } from '#core/errors';
import { asJson } from '#core/json';
import { due, keys } from './keys.ts';

/** Writes of one transaction (DynamoDB, TransactWriteItems: 100 actions, 4 MB). */
const MOST_WRITES = 100;
/** Bytes of rows that one row holds for later. */
const BUNDLE = 64_000;

const bytesOf = (row: Row): number => Buffer.byteLength(JSON.stringify(row));

/**
 * The puts of a turn that its transaction has room for behind `taken` writes, in their order. What is left stands in rows of the outbox that
 * belong to the same transaction; an effect worker writes them out.
 */
export function fit(id: string, version: number, taken: number, puts: readonly Row[], createdAt: string): Row[] {
  const room = MOST_WRITES - taken;
  if (puts.length <= room) return [...puts];
  for (let bundles = 1; bundles < room; bundles += 1) {
    const first = puts.slice(0, room - bundles);
    const rest = bundled(puts.slice(first.length));
    if (rest.length <= bundles)
      return [...first, ...rest.map((rows, n) => restRow(id, `${version}.${n}`, rows, createdAt))];
  }
  throw new RangeError(`a turn of ${id} with ${puts.length} rows does not fit a transaction`);
}

function bundled(rows: readonly Row[]): Row[][] {
  const bundles: Row[][] = [];
  let size = BUNDLE;
  for (const row of rows) {
    const bytes = bytesOf(row);
    if (size + bytes > BUNDLE) {
      bundles.push([]);
      size = 0;
    }
    bundles.at(-1)?.push(row);
    size += bytes;
  }
  return bundles;
}

const restRow = (id: string, name: string, rows: readonly Row[], createdAt: string): Row => ({
  ...keys.outbox(id, 'effects', `${id}.rest.${name}`),
  v: 1,
  key: `${id}.rest.${name}`,
  rest: asJson(rows),
  createdAt,
  duePk: due.outbox,
  dueAt: createdAt,
});

/** Writes out what did not fit its turn's transaction. A row that stands already stays as it is: it may have been worked on since. */
export async function writeRest(table: Table, rows: readonly Row[]): Promise<void> {
  for (let n = 0; n < rows.length; n += MOST_WRITES) {
    let left: Write[] = rows.slice(n, n + MOST_WRITES).map((put) => ({ put, when: { pk: { absent: true } } }));
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
