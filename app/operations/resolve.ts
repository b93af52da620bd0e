import * as z from 'zod';
import { duplicateFaults } from '../api/duplicate-faults.ts';
import { Reason, text } from '../api/fields.ts';
import { given } from '../api/given.ts';
import { incidentCommand } from '../api/incident-command.ts';

const endings = ['fixed', 'recovered', 'false-alarm', 'duplicate'] as const;

/** Says that the incident is fixed, or ends it. */
export const resolve = incidentCommand({
  name: 'resolve',
  segment: 'resolve',
  role: 'commander',
  summary: 'Report an incident as fixed, which starts verification, or end it as recovered, false alarm or duplicate',
  body: () =>
    z.strictObject({ as: z.enum(endings), of: text(40).optional(), reason: Reason }).meta({
      oneOf: [
        { properties: { as: { const: 'duplicate' } }, required: ['of'] },
        { properties: { as: { enum: endings.filter((as) => as !== 'duplicate') }, of: false } },
      ],
    }),
  between: ({ as, of }) => {
    if ((as === 'duplicate') === (of !== undefined)) return [];
    return [{ path: 'of', message: of === undefined ? 'is required of a duplicate' : 'is only for a duplicate' }];
  },
  against: duplicateFaults,
  toCommands: ({ as, of, reason }, by) => [{ do: 'resolve', by, as, reason, ...given('of', of) }],
  cli: {
    verb: 'resolve',
    arguments: [{ name: 'as', sets: 'body.as', default: 'fixed', help: 'fixed, recovered, false-alarm or duplicate' }],
    options: [
      { flag: '--of <id>', sets: 'body.of', help: 'the incident that it is a duplicate of' },
      { flag: '--reason <text>', sets: 'body.reason', required: true, help: 'why, for the timeline' },
    ],
  },
});
