import * as z from 'zod';
import { wrong } from './problem.ts';
import { parsed } from './wrong-fields.ts';

const form = 'must be an instant such as 2026-03-11T14:02:00Z';
/** An instant of a query; a `+` that arrived as a space is put right. */
export const Instant = z
  .string()
  .transform((text) => text.replace(/ (?=\d\d:?\d\d$)/, '+'))
  .pipe(z.iso.datetime({ offset: true, error: form }))
  .meta({ format: 'date-time', examples: ['2026-03-11T14:02:00Z'] });

/** How many of a list are asked for, of at most so many. */
export const limit = (most: number, otherwise: number) =>
  z.coerce
    .number({ error: 'must be a number' })
    .int()
    .min(1)
    .max(most)
    .default(otherwise)
    .meta({ description: 'How many at most' });

/** What every list takes. */
export const Page = z.strictObject({
  limit: limit(100, 50),
  next: z
    .string()
    .min(1, 'must be the `next` of the page before')
    .optional()
    .meta({ description: '`next` of the page before' }),
});

/** What every list answers. */
export const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });

/** Reads a query and names every wrong parameter. */
export function queryOf<S extends z.ZodObject>(schema: S, query: Record<string, string>): z.infer<S> {
  const result = parsed(schema, query);
  if ('faults' in result) throw wrong(result.faults);
  return result.data;
}
