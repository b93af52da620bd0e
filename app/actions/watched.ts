import * as z from 'zod';
import { ActionState } from '#core/action/action';
import { Act } from '#core/playbook/mitigation';

/** The row of a started action: all that it takes to look at it when nothing else does any more. */
export const Watched = z.looseObject({
  incident: z.string(),
  state: ActionState,
  act: Act,
  handle: z.string().optional(),
  startedAt: z.string(),
  /** When it is given up; `timeout` is the playbook's word for how long that was. */
  until: z.string(),
  timeout: z.string(),
});
export type Watched = z.infer<typeof Watched>;

/** Seconds within which a start has an answer, or never gets one: longer than its task may take. */
export const START_SECONDS = 120;
/** A little less than the sweeper's minute. */
const SOONEST_SECONDS = 45;

/** When it is looked at next: at every sweep in its first hour, later the more rarely the longer it has run. */
export const nextLook = ({ startedAt }: Pick<Watched, 'startedAt'>, now: Date): string =>
  new Date(
    now.getTime() + Math.max(SOONEST_SECONDS * 1000, (now.getTime() - Date.parse(startedAt)) / 60),
  ).toISOString();

/** Whether a start without a handle will not get one any more. */
export const isLost = ({ startedAt, handle }: Watched, now: Date): boolean =>
  handle === undefined && now.getTime() - Date.parse(startedAt) > START_SECONDS * 1000;
