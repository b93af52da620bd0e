import * as z from 'zod';
import { duplicateFaults } from '../api/duplicate-faults.ts';
import { Reason, text } from '../api/fields.ts';
import { incidentCommand } from '../api/incident-command.ts';

/** Ends an incident in favour of another. */
export const merge = incidentCommand({
  name: 'merge',
  segment: 'merge',
  role: 'commander',
  summary: 'Merge an incident into another: it ends as a duplicate',
  body: () => z.strictObject({ of: text(40), reason: Reason }),
  against: duplicateFaults,
  toCommands: ({ of, reason }, by) => [{ do: 'resolve', by, as: 'duplicate', of, reason }],
  cli: {
    verb: 'merge',
    options: [
      { flag: '--of <id>', sets: 'body.of', required: true, help: 'the incident that it is a duplicate of' },
      { flag: '--reason <text>', sets: 'body.reason', required: true, help: 'why, for the timeline' },
    ],
  },
});
