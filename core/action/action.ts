import * as z from 'zod';

/**
 * How an action stands. `claimed`: it may have been started; `unknown`: it may still be running, and nobody looks at it any more, because
 * its time is over or its handle was never known.
 */
export const ActionState = z.enum(['claimed', 'running', 'succeeded', 'failed', 'unknown']);

/** One start of an action on the protected system. It outlives the plan, the phase and the cycle that started it. */
export const Action = z.object({
  /** Names the start, also to the tool: one key is started at most once. */
  key: z.string(),
  /** What it acts on: one action at a time runs on a target. */
  target: z.string(),
  cycle: z.number(),
  attempt: z.number(),
  option: z.string(),
  runbook: z.string(),
  step: z.string(),
  way: z.enum(['do', 'undo']),
  state: ActionState,
  startedAt: z.string(),
  endedAt: z.string().optional(),
  output: z.string().optional(),
});
export type Action = z.infer<typeof Action>;

/** Actions that an incident remembers; more than these have only their lines on the timeline. */
export const MOST_ACTIONS = 40;

/** How an action ended as far as is known; `unknown` where its time was over first. */
export const ActionOutcome = ActionState.extract(['succeeded', 'failed', 'unknown']);
export type ActionOutcome = z.infer<typeof ActionOutcome>;

/** Whether somebody still looks at it: it has not ended, and its time is not over. */
export const isWatched = ({ state }: Pick<Action, 'state'>): boolean => state === 'claimed' || state === 'running';

/** Whether it is known that the action runs no more. */
export const hasEnded = ({ state }: Pick<Action, 'state'>): boolean => state === 'succeeded' || state === 'failed';
