import * as z from 'zod';
import { oneOf, Reason } from '../api/fields.ts';
import { incidentCommand } from '../api/incident-command.ts';

/** Changes the severity by hand. */
export const setSeverity = incidentCommand({
  name: 'setSeverity',
  segment: 'severity',
  role: 'commander',
  summary: 'Change the severity of an incident',
  body: (words) => z.strictObject({ severity: oneOf(words?.playbook.severities.map((s) => s.id)), reason: Reason }),
  toCommands: ({ severity, reason }, by) => [{ do: 'set-severity', by, severity, reason }],
  cli: {
    verb: 'severity',
    arguments: [{ name: 'severity', sets: 'body.severity', help: 'a severity of the playbook' }],
    options: [{ flag: '--reason <text>', sets: 'body.reason', required: true, help: 'why, for the timeline' }],
  },
});
