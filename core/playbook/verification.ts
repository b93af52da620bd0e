import * as z from 'zod';
import { Added, Duration, Id, Text } from './words.ts';

/** What is read from the protected system, by name. A reading that is missing never passes (rule G4). */
export const Check = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('http'),
    title: Text,
    service: Id,
    /** Whose base address is asked; `service` where it is left out. */
    base: Id.optional(),
    path: z.string().startsWith('/'),
    timeout: Duration.default('5s'),
  }),
  z.strictObject({
    kind: z.literal('promql'),
    title: Text,
    /** Whose base address is asked. */
    base: Id,
    query: Text,
    unit: z.string().optional(),
    timeout: Duration.default('5s'),
  }),
  z.strictObject({
    kind: z.literal('cloudwatch'),
    title: Text,
    namespace: Text,
    metric: Text,
    dimensions: z.record(z.string(), z.string()).default({}),
    stat: z.string().default('Average'),
    period: Duration.default('60s'),
    unit: z.string().optional(),
    timeout: Duration.default('5s'),
  }),
]);
export type Check = z.infer<typeof Check>;

/** One condition of a verification: one check within limits, or at least so many healthy ones of a list. */
export const Criterion = z
  .strictObject({
    id: Id,
    check: Id.optional(),
    below: z.number().optional(),
    above: z.number().optional(),
    atMost: z.number().optional(),
    atLeast: z.number().optional(),
    of: z.array(Id).optional(),
  })
  .refine((c) => (c.check === undefined) !== (c.of === undefined), { message: 'a criterion has either check or of' })
  .refine((c) => c.below !== undefined || c.above !== undefined || c.atMost !== undefined || c.atLeast !== undefined, {
    message: 'a criterion has a limit: below, above, atMost or atLeast',
  });
export type Criterion = z.infer<typeof Criterion>;

export const Verification = z.strictObject({
  /** Waited before the first measurement. */
  settle: Duration,
  pass: z.array(Criterion).min(1),
  /** Passes in a row, reset by a failure, within a total. */
  stability: z
    .strictObject({
      interval: Duration,
      total: Duration,
      passes: z.number().int().min(1),
      /** How often the loop starts again by itself after its total. */
      restarts: z.number().int().min(0).default(0),
      added: Added.optional(),
    })
    .optional(),
  /** When the loop has been exhausted for good: asked of this role. */
  exhausted: z.strictObject({ ask: Id, again: Duration }),
});
