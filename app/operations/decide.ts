import * as z from 'zod';
import { Reason, text } from '../api/fields.ts';
import { given } from '../api/given.ts';
import { incidentCommand } from '../api/incident-command.ts';

/** Answers the question that the incident asks, or an approval that one of its rules waits for. */
export const decide = incidentCommand({
  name: 'decide',
  segment: 'decisions',
  role: 'commander',
  summary: 'Answer the open question of an incident, or approve or refuse a rule that waits for it',
  body: () => z.strictObject({ question: text(100), option: text(100), reason: Reason.optional() }),
  toCommands: ({ question, option, reason }, by) => [
    { do: 'answer', by, question, option, ...given('reason', reason) },
  ],
  cli: {
    verb: 'decide',
    options: [
      {
        flag: '--question <id>',
        sets: 'body.question',
        required: true,
        help: 'the question or approval, as `tocsin show` names it',
      },
      {
        flag: '--option <id>',
        sets: 'body.option',
        required: true,
        help: 'the answer; of an approval approve or refuse',
      },
      { flag: '--reason <text>', sets: 'body.reason', help: 'why, for the timeline' },
    ],
  },
});
