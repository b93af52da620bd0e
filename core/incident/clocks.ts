import * as z from 'zod';

/** What the deadlines of an open incident count from; nothing of it outlives the end. */
export const Clocks = z.object({
  /** When this cycle began: the opening, or the last re-opening. */
  cycleFrom: z.string(),
  /** What runs while unacknowledged counts from here: the cycle's begin, or the last change of severity; `epoch` counts these changes. */
  unacknowledgedFrom: z.string(),
  epoch: z.number(),
  /** What updates count from once acknowledgements that were undone have moved that; absent: the same. */
  cadenceFrom: z.string().optional(),
  /** How many acknowledgements of this cycle have been undone. */
  released: z.number().optional(),
  /** How many of them have lapsed. */
  lapses: z.number().optional(),
  progressAt: z.string(),
  /** Targets that a page has named in this cycle. */
  paged: z.array(z.string()),
  /** Audience to what its next reminder counts from. */
  reminded: z.record(z.string(), z.string()),
  /** When updates were promised before a change of severity or status: none is asked for later than that. */
  promised: z.record(z.string(), z.string()).optional(),
});

/** The clocks of a cycle that begins. */
export const freshClocks = (at: string): z.infer<typeof Clocks> => ({
  cycleFrom: at,
  unacknowledgedFrom: at,
  epoch: 0,
  progressAt: at,
  paged: [],
  reminded: {},
});
