import * as z from 'zod';
import { Added, Duration, Id, nameOf, Text } from './words.ts';

/** A check that takes longer would be stopped with the function that reads it. */
export const LONGEST_CHECK_SECONDS = 45;
/** The fields that every check has; a kind adds its own. */
export const checkFields = { title: Text, timeout: Duration.default('5s') };
/** What is read from the protected system, by name: what every kind has. A reading that is missing never passes (rule G4). */
export const Check = z.looseObject({ kind: Id, ...checkFields, unit: z.string().optional() });
export type Check = z.infer<typeof Check>;

/** One condition of a verification: one check within limits, or at least so many healthy ones of a list. */
export const Criterion = z
  .strictObject({
    id: Id,
    check: nameOf('check').optional(),
    below: z.number().optional(),
    above: z.number().optional(),
    atMost: z.number().optional(),
    atLeast: z.number().optional(),
    of: z.array(nameOf('check')).optional(),
  })
  .refine((c) => (c.check === undefined) !== (c.of === undefined), { message: 'a criterion has either check or of' })
  .refine((c) => c.below !== undefined || c.above !== undefined || c.atMost !== undefined || c.atLeast !== undefined, {
    message: 'a criterion has a limit: below, above, atMost or atLeast',
  });
export type Criterion = z.infer<typeof Criterion>;

/** What keeps the history of a verification below 20,000 of the 25,000 events that AWS allows. */
export const MOST_MEASUREMENTS = 600;

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
  exhausted: z
    .strictObject({ ask: nameOf('who'), again: Duration.optional() })
    .optional()
    .meta({ description: 'Whom it asks; left out, the role that who acknowledges takes' }),
});
