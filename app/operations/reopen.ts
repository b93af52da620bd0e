import * as z from 'zod';
import { Reason } from '../api/fields.ts';
import { incidentCommand } from '../api/incident-command.ts';

/** Opens an incident again. */
export const reopen = incidentCommand({
  name: 'reopen',
  segment: 'reopen',
  role: 'commander',
  summary: 'Reopen a resolved incident',
  body: () => z.strictObject({ reason: Reason }),
  toCommands: ({ reason }, by) => [{ do: 'reopen', by, reason }],
  cli: {
    verb: 'reopen',
    options: [{ flag: '--reason <text>', sets: 'body.reason', required: true, help: 'why, for the timeline' }],
  },
});
