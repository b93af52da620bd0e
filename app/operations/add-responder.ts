import * as z from 'zod';
import { oneOf, Reason } from '../api/fields.ts';
import { incidentCommand } from '../api/incident-command.ts';
import { reachable, unassigned } from '../api/words.ts';

/** Pages somebody to help. */
export const addResponder = incidentCommand({
  name: 'addResponder',
  segment: 'responders',
  role: 'responder',
  summary: 'Page a person, role or rotation to help with an incident',
  body: (words) => z.strictObject({ to: oneOf(words && reachable(words)), reason: Reason }),
  conflict: (incident, { to }, words) => unassigned(incident, to, words),
  toCommands: ({ to, reason }, by) => [{ do: 'add-responder', by, to, reason }],
  cli: {
    verb: 'page',
    arguments: [{ name: 'to', sets: 'body.to', help: 'person, role or rotation' }],
    options: [{ flag: '--reason <text>', sets: 'body.reason', required: true, help: 'why, for the timeline' }],
  },
});
