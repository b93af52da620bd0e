import * as z from 'zod';
import { IncidentId } from '#core/incident/state';

/** Where a task stands: every phase task takes it. */
export const Where = z.strictObject({
  incidentId: IncidentId,
  run: z.int().min(1),
  cycle: z.int().min(1),
  visit: z.int().min(1),
});

/** A task that waits for a person takes the token besides. */
export const WhereAndToken = Where.extend({ token: z.string().min(1).max(2048) });

/** A command's id for a step: recovery changes runs, never what a step is called, so nothing runs twice. */
export const once = (
  where: { incidentId: string; cycle: number; visit: number },
  phase: string,
  step: string,
): string => `${where.incidentId}/${where.cycle}/${phase}/${where.visit}/${step}`;
