import * as z from 'zod';
import { Id, Text } from './words.ts';

/** Something that people find out about an incident: rules compare it, forms ask for it, templates show it. */
export const Fact = z
  .strictObject({
    title: Text.max(120).meta({ description: 'What it is, as a form asks for it' }),
    values: z.array(Text.max(60)).min(2).max(50).optional().meta({ description: 'The words of which it is one' }),
    type: z
      .enum(['number', 'flag', 'text'])
      .optional()
      .meta({ description: 'Instead of values: a number, a flag (false until somebody sets it), or words' }),
    unit: Text.max(20).optional().meta({ description: 'Of a number: what it counts' }),
  })
  .refine(({ values, type }) => (values === undefined) !== (type === undefined), 'a fact has either values or a type')
  .refine(({ type, unit }) => unit === undefined || type === 'number', {
    error: 'only a number has a unit',
    path: ['unit'],
  });
export type Fact = z.infer<typeof Fact>;

export const Facts = z.record(Id, Fact).default({});
export type FactValue = string | number | boolean;

/** The most characters of a fact that is words. */
export const LONGEST_FACT = 1_000;

/** What a fact may be, for people: `one of none, low, high`. */
export function formOfFact({ values, type, unit }: Fact): string {
  if (values !== undefined) return `one of ${values.join(', ')}`;
  if (type === 'number') return unit === undefined ? 'a number' : `a number, in ${unit}`;
  return type === 'flag' ? 'true or false' : `words, at most ${LONGEST_FACT} characters`;
}

/** A value of a fact; also as words, as forms and command lines give it. Undefined where the fact cannot have it. */
export function factValue({ values, type }: Fact, given: FactValue): FactValue | undefined {
  if (values !== undefined) return typeof given === 'string' && values.includes(given) ? given : undefined;
  switch (type) {
    case 'number': {
      const n = typeof given === 'string' && /^-?\d+(\.\d+)?$/.test(given.trim()) ? Number(given) : given;
      return typeof n === 'number' && Number.isFinite(n) ? n : undefined;
    }
    case 'flag':
      if (given === 'true' || given === 'false') return given === 'true';
      return typeof given === 'boolean' ? given : undefined;
    case 'text':
    case undefined:
      return typeof given === 'string' && given !== '' && Array.from(given).length <= LONGEST_FACT ? given : undefined;
  }
}

/** A fact as people read it: `40 customers`, `yes`; of one that the playbook does not have only its value is known. */
export function factInWords(fact: Fact | undefined, value: FactValue): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return fact?.unit === undefined ? String(value) : `${value} ${fact.unit}`;
}
