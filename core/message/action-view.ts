import * as z from 'zod';
import { ActionState } from '#core/action/action';

/** One start of an action as templates see it, and what has become of it so far. */
export const StartedAction = z.object({
  title: z.string(),
  /** It takes a step back. */
  undo: z.boolean(),
  attempt: z.number(),
  state: ActionState,
  started: z.string(),
  ended: z.string().nullable(),
  output: z.string().nullable(),
});
