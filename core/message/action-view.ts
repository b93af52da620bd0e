import * as z from 'zod';
import { ActionState } from '#core/action/action';

/** One start of an action as templates see it, and what has become of it so far. */
export const StartedAction = z.object({
  /** Of the option that was chosen. */
  title: z.string(),
  /** What the step of its runbook is called. */
  step: z.string(),
  /** It takes a step back. */
  undo: z.boolean(),
  attempt: z.number(),
  state: ActionState,
  started: z.string(),
  ended: z.string().nullable(),
  output: z.string().nullable(),
});
