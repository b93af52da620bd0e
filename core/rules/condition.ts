import * as z from 'zod';
import { type Names, nameOf } from '#core/playbook/words';

/** One word or a list of them: one of these. */
const oneOrMore = <T extends z.ZodType>(one: T) => z.union([one, z.array(one).min(1).max(50)]);
const words = (of: Names) => oneOrMore(nameOf(of));

const limits = { above: z.number(), atLeast: z.number(), below: z.number(), atMost: z.number() };
/** Limits of a number; two in one map make a range. */
export const Range = z
  .strictObject({
    above: limits.above.optional(),
    atLeast: limits.atLeast.optional(),
    below: limits.below.optional(),
    atMost: limits.atMost.optional(),
  })
  .refine((range) => Object.keys(range).length > 0, 'a comparison has above, atLeast, below or atMost')
  .meta({ description: 'Limits of a number: above, atLeast, below, atMost; two of them make a range' });
export type Range = z.infer<typeof Range>;

const Value = z.union([z.string().max(200), z.number(), z.boolean()]);

/** What a condition may ask of an incident. */
const incident = {
  severity: words('severity').optional().meta({ description: 'The severity is one of these' }),
  status: oneOrMore(z.string().max(60).meta({ names: 'status' }))
    .optional()
    .meta({ description: 'The status is one of these, in the playbook’s own words' }),
  category: words('category').optional().meta({ description: 'The category is one of these' }),
  service: words('service').optional().meta({ description: 'The service is one of these' }),
  source: oneOrMore(z.string().max(60))
    .optional()
    .meta({ description: 'Where the incident came from is one of these' }),
  fact: z
    .record(nameOf('fact'), z.union([Range, oneOrMore(Value)]))
    .optional()
    .meta({
      description:
        'A fact has this value or one of these, or is within these limits; one that is not set satisfies neither this nor its `not`',
    }),
  known: words('fact').optional().meta({ description: 'These facts have been set' }),
  acknowledged: z
    .union([z.literal(true), words('who')])
    .optional()
    .meta({ description: 'Somebody whom this target meant has acknowledged; `true`: anybody has' }),
  told: words('place').optional().meta({ description: 'One of these places has been told' }),
  done: oneOrMore(z.string().max(100).meta({ names: 'rule' }))
    .optional()
    .meta({ description: 'One of these rules has acted in this cycle' }),
  ticked: oneOrMore(z.string().max(100).meta({ names: 'task' }))
    .optional()
    .meta({
      description:
        'One of these tasks has been ticked in this cycle: by the id of its rule, or `<checklist>.<item>`; one that is given anew is not',
    }),
  openFor: z
    .string()
    .regex(/^\d+[smhdw]$/, 'a duration is a whole number and one of s, m, h, d, w: 60s, 5m, 1h, 2d, 1w')
    .optional()
    .meta({ description: 'It is at least this long since the opening or the last re-opening' }),
};

/** Both with the parts of themselves; zod needs the types said where a schema holds itself. */
export type Condition = {
  [K in keyof typeof incident]?: z.infer<(typeof incident)[K]> | undefined;
} & {
  check?: Record<string, Range> | undefined;
  any?: Condition[] | undefined;
  not?: Condition | undefined;
};

const conditionOf = (more: z.ZodRawShape): z.ZodType<Condition> => {
  const map: z.ZodType<Condition> = z.lazy(
    () =>
      z
        .strictObject({
          ...incident,
          ...more,
          any: z.array(map).min(1).max(50).optional().meta({ description: 'One of these holds' }),
          not: map.optional().meta({ description: 'This is known not to hold' }),
        })
        .refine(
          (asked) => Object.keys(asked).length > 0,
          'a condition says what must hold',
        ) as unknown as z.ZodType<Condition>,
  );
  return map;
};

/** A condition of a rule: a map is "all of". Rules read nothing: they see what is known. */
export const RuleCondition = conditionOf({});
/** A condition of a step or a verification, which may also read checks. */
export const StepCondition = conditionOf({
  check: z.record(nameOf('check'), Range).optional().meta({
    description: 'Checks are within these limits; one that cannot be read satisfies neither this nor its `not`',
  }),
});

/** A condition as it is written: a map, or a list of maps of which one must hold. */
const asWritten = (map: z.ZodType<Condition>): z.ZodType<Condition> =>
  z
    .union([map, z.array(map).min(1).max(50)])
    .transform((c): Condition => (Array.isArray(c) ? { any: c } : c)) as unknown as z.ZodType<Condition>;

export const If = asWritten(RuleCondition).meta({ description: 'What must hold: a map is "all of", a list "one of"' });
export const StepIf = asWritten(StepCondition).meta({
  description: 'What must hold: a map is "all of", a list "one of"',
});
