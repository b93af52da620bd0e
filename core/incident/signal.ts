import * as z from 'zod';

/** A signal in the one shape that all sources become. `at` is the signal's own time. */
export const Signal = z.object({
  source: z.string(),
  /** What groups repeats: for CloudWatch the alarm's ARN, with `#<id>` for one contributor of several. */
  key: z.string(),
  /** `suppressed`: it fires, and its owner keeps its actions back. `unknown`: nothing was measured. */
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
