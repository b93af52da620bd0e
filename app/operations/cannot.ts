import * as z from 'zod';
import { Reason } from '../api/fields.ts';
import { given } from '../api/given.ts';
import { incidentCommand } from '../api/incident-command.ts';

/** Says that somebody who was called cannot take it. */
export const cannot = incidentCommand({
  name: 'cannot',
  segment: 'cannot',
  role: 'responder',
  summary: 'Say that you cannot take an incident: the next person is paged at once',
  body: () => z.strictObject({ reason: Reason.optional() }),
  toCommands: ({ reason }, by) => [{ do: 'cannot', by, ...given('reason', reason) }],
  cli: {
    verb: 'cannot',
    options: [{ flag: '--reason <text>', sets: 'body.reason', help: 'why, for the timeline' }],
  },
});
