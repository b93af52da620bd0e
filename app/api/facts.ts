import * as z from 'zod';
import { isRecord } from '#core/json';
import { type Fact, type FactValue, formOfFact, LONGEST_FACT } from '#core/playbook/facts';
import { Facts, Measure } from './fields.ts';
import type { Words } from './words.ts';

type Stated = z.ZodType<Record<string, FactValue>>;

/** What a request may say of a fact: its value, or that value in words, as command lines and forms have it. */
function valueOf(fact: Fact): z.ZodType<FactValue> {
  const { values, type } = fact;
  const error = `is not ${formOfFact(fact)}`;
  if (values !== undefined) return z.enum(values, { error });
  switch (type) {
    case 'number':
      return z.union([Measure, z.string().regex(/^-?[0-9]{1,15}(\.[0-9]{1,10})?$/, { error })], { error });
    case 'flag':
      return z.union([z.boolean(), z.enum(['true', 'false'], { error })], { error });
    case 'text':
    case undefined:
      return z
        .string({ error })
        .min(1, { error })
        .refine((value) => Array.from(value).length <= LONGEST_FACT, { error })
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
