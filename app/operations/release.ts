import * as z from 'zod';
import { Reason } from '../api/fields.ts';
import { given } from '../api/given.ts';
import { incidentCommand } from '../api/incident-command.ts';

/** Gives an acknowledged incident back. */
export const release = incidentCommand({
  name: 'release',
  segment: 'release',
  role: 'responder',
  summary: 'Hand back an incident that you have acknowledged: the clocks go on, and the next person is paged at once',
  body: () => z.strictObject({ reason: Reason.optional() }),
  toCommands: ({ reason }, by) => [{ do: 'release', by, ...given('reason', reason) }],
  cli: {
    verb: 'release',
    options: [{ flag: '--reason <text>', sets: 'body.reason', help: 'why, for the timeline' }],
  },
});
