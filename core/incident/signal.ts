import * as z from 'zod';

/** A signal in the one shape that all sources become. `at` is the signal's own time. */
export const Signal = z.object({
  source: z.string(),
  /** What groups repeats: for CloudWatch the alarm's ARN. */
  key: z.string(),
  /** `suppressed`: it fires, but its owner has suppressed or muted it; `unknown`: nothing was measured. */
  state: z.enum(['firing', 'recovered', 'suppressed', 'unknown']),
  at: z.string(),
  /** When the breach itself began, where the source knows. */
  began: z.string().optional(),
  title: z.string(),
  service: z.string().optional(),
  rule: z.string().optional(),
  value: z.number().optional(),
  summary: z.string(),
});
export type Signal = z.infer<typeof Signal>;
