import * as z from 'zod';
import { Moment } from '#core/playbook/communication';

/** A rule that is due and waits for somebody's approval: what it was due by, and the text that they were shown. */
export const Approval = z.object({
  /** The start of its clock, or the event at which it acts, and how often it had acted for it. */
  start: z.string(),
  n: z.number(),
  due: z.string(),
  moment: Moment,
  because: z.string(),
  told: z.string(),
  why: z.string(),
  /** What the event brought, as JSON. */
  brought: z.string(),
  text: z.string(),
  times: z.number(),
  askedAt: z.string(),
  /** Number of the event that asked. */
  seq: z.number(),
});
export type Approval = z.infer<typeof Approval>;
