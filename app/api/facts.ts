import * as z from 'zod';
import { isRecord } from '#core/json';
import { type Fact, type FactValue, LONGEST_FACT } from '#core/playbook/facts';
import { Facts, Measure } from './fields.ts';
import type { Words } from './words.ts';

type Stated = z.ZodType<Record<string, FactValue>>;

/** What a request may say of a fact: its value, or that value in words, as command lines and forms have it. */
function valueOf({ values, type }: Fact): z.ZodType<FactValue> {
  if (values !== undefined) return z.enum(values);
  switch (type) {
    case 'number':
      return z.union([Measure, z.string().regex(/^-?[0-9]{1,15}(\.[0-9]{1,10})?$/, 'must be a number')]);
    case 'flag':
      return z.union([z.boolean(), z.enum(['true', 'false'])]);
    case 'text':
    case undefined:
      return z
        .string()
        .min(1)
        .refine((value) => Array.from(value).length <= LONGEST_FACT, `must have at most ${LONGEST_FACT} characters`)
        .meta({ minLength: 1, maxLength: LONGEST_FACT });
  }
}

/** Facts of a request: those of the playbook by their types; any where its words are not known. */
export function factsOf(words: Words | undefined): Stated {
  if (words === undefined) return Facts;
  const known = Object.entries(words.playbook.facts).map(([name, fact]) => [name, valueOf(fact).optional()]);
  const strict = z.strictObject(Object.fromEntries(known));
  const check = (value: unknown, ctx: z.core.$RefinementCtx): unknown => {
    // what every object has, such as `constructor`, is nothing that the request says
    const said: unknown = isRecord(value) ? Object.assign(Object.create(null), value) : value;
    const { data, error } = strict.safeParse(said);
    for (const issue of error?.issues ?? []) ctx.issues.push({ ...issue, input: value } as never);
    return data ?? value;
  };
  const one = z.transform(check);
  one._zod.processJSONSchema = strict._zod.processJSONSchema;
  return one as unknown as Stated;
}
