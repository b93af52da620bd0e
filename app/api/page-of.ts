import type * as z from 'zod';
import type { Ports, Row } from '#app/ports';
import { InvalidInput } from '#core/errors';
import { wrong } from './problem.ts';
import type { Page } from './query.ts';

/** The rows that an index names: it holds their keys alone. One that is gone meanwhile is left out. */
export const wholeRows = async (table: Ports['table'], rows: readonly Row[]): Promise<Row[]> =>
  rows.length === 0 ? [] : table.getAll(rows.map(({ pk, sk }) => ({ pk, sk })));

/** One page of a list; a `next` that no page gave is a wrong field. */
export async function pageOf(
  { table }: Pick<Ports, 'table'>,
  partition: string,
  { limit, next }: z.infer<typeof Page>,
  backwards = false,
): Promise<{ rows: Row[]; next?: string }> {
  try {
    const page = await table.index('list', partition, { limit, backwards, ...(next === undefined ? {} : { next }) });
    return { ...page, rows: await wholeRows(table, page.rows) };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    throw wrong([{ path: 'next', message: error.message }]);
  }
}
