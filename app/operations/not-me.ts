import * as z from 'zod';
import { Reason } from '../api/fields.ts';
import { given } from '../api/given.ts';
import { incidentCommand } from '../api/incident-command.ts';

/** Takes back an acknowledgement that somebody else gave in the caller’s name. */
export const notMe = incidentCommand({
  name: 'notMe',
  segment: 'not-me',
  role: 'responder',
  summary:
    'Take back an acknowledgement that was given in your name: the escalation goes on as if it had never been given',
  body: () => z.strictObject({ reason: Reason.optional() }),
  toCommands: ({ reason }, by) => [{ do: 'not-me', by, ...given('reason', reason) }],
  cli: {
    verb: 'not-me',
    options: [{ flag: '--reason <text>', sets: 'body.reason', help: 'why, for the timeline' }],
  },
});
