import * as z from 'zod';

const Words = z.string().trim().min(1).max(2000);
const Facts = z.record(z.string().max(100), z.union([z.string().max(2000), z.number(), z.boolean()]));
const Name = z.string().min(1).max(64);

/** Bodies of the API's POSTs, by the last segment of their path. */
export const bodies = {
  declare: z.strictObject({
    source: z.literal('manual').optional(),
    title: z.string().trim().min(1).max(200),
    severity: Name.optional(),
    service: Name.optional(),
    reporter: Name.optional(),
    facts: Facts.optional(),
  }),
  acknowledge: z.strictObject({ reason: Words.optional() }),
  escalate: z
    .strictObject({ level: z.int().min(1).optional(), to: Name.optional(), reason: Words })
    .refine((b) => (b.level === undefined) !== (b.to === undefined), {
      message: 'give either level or to',
      path: ['level'],
    }),
  severity: z.strictObject({ severity: Name, reason: Words }),
  roles: z.strictObject({ role: Name, person: Name }),
  responders: z.strictObject({ to: Name, reason: Words }),
  updates: z.strictObject({
    audience: Name,
    what: z.enum(['update', 'final', 'summary']).default('update'),
    fields: z.record(z.string().max(64), Words).default({}),
    text: Words.optional(),
  }),
  notes: z.strictObject({ text: Words, facts: Facts.optional(), tick: Name.optional() }),
  decisions: z.strictObject({ question: Name, option: Name, reason: Words.optional() }),
  resolve: z
    .strictObject({
      as: z.enum(['fixed', 'recovered', 'false-alarm', 'duplicate']),
      of: Name.optional(),
      reason: Words,
    })
    .refine((b) => b.as !== 'duplicate' || b.of !== undefined, {
      message: 'a duplicate names the incident it is one of',
      path: ['of'],
    }),
  reopen: z.strictObject({ reason: Words }),
  merge: z.strictObject({ into: Name, reason: Words }),
};
export type Act = keyof typeof bodies;
