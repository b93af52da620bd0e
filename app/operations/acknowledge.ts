import * as z from 'zod';
import { Reason } from '../api/fields.ts';
import { given } from '../api/given.ts';
import { incidentCommand } from '../api/incident-command.ts';

/** Says that somebody is on it. */
export const acknowledge = incidentCommand({
  name: 'acknowledge',
  segment: 'acknowledge',
  role: 'responder',
  summary: 'Acknowledge an incident: whatever runs only while it is unacknowledged stops',
  body: () => z.strictObject({ reason: Reason.optional() }),
  toCommands: ({ reason }, by) => [{ do: 'acknowledge', by, ...given('reason', reason) }],
  cli: {
    verb: 'acknowledge',
    options: [{ flag: '--reason <text>', sets: 'body.reason', help: 'why, for the timeline' }],
  },
});
