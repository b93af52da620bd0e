import * as z from 'zod';
import type { Row } from '#app/ports';
import { InvalidInput } from '#core/errors';
import type { ApiPorts } from './operation.ts';
import { wrong } from './problem.ts';
import { parsed } from './wrong-fields.ts';

/** An instant of a query; a `+` that arrived as a space is put right. */
export const Instant = z
  .string()
  .transform((text) => text.replace(/ (?=\d\d:?\d\d$)/, '+'))
  .pipe(z.iso.datetime({ offset: true, error: 'must be an instant such as 2026-03-11T14:02:00Z' }));

/** What every list takes. */
export const Page = z.strictObject({
  limit: z.coerce.number({ error: 'must be a number' }).int().min(1).max(100).default(50),
  next: z.string().optional(),
});

/** Reads a query and names every wrong parameter. */
export function queryOf<S extends z.ZodObject>(schema: S, query: Record<string, string>): z.infer<S> {
  const result = parsed(schema, query);
  if ('faults' in result) throw wrong(result.faults);
  return result.data;
}

/** The rows that an index names: it holds their keys alone. One that is gone meanwhile is left out. */
export const wholeRows = async (table: ApiPorts['table'], rows: Row[]): Promise<Row[]> =>
  (await Promise.all(rows.map(({ pk, sk }) => table.get({ pk, sk })))).filter((row) => row !== undefined);

/** One page of a list; a `next` that no page gave is a wrong field. */
export async function pageOf(
  { table }: ApiPorts,
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
