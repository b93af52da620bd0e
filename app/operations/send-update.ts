import * as z from 'zod';
import { oneOf, text } from '../api/fields.ts';
import { given } from '../api/given.ts';
import { incidentCommand } from '../api/incident-command.ts';
import { updateFaults, updateForms } from '../api/update-forms.ts';

/** Sends an update to an audience. */
export const sendUpdate = incidentCommand({
  name: 'sendUpdate',
  segment: 'updates',
  role: 'responder',
  summary: 'Send an update to an audience of the playbook',
  body: (words) =>
    z
      .strictObject({
        audience: oneOf(words?.playbook.updates.map((a) => a.id)),
        what: z.enum(['update', 'final']).default('update'),
        fields: z.record(z.string().max(64), text(5000)).default({}),
        text: text(5000).optional(),
      })
      .meta(words === undefined ? {} : { oneOf: updateForms(words.playbook.updates) }),
  between: (fields, { playbook }) => updateFaults(fields, playbook.updates),
  conflict: ({ id, life }, { what }) =>
    life === 'open' && what !== 'update' ? `${id} is open: its ${what} can be sent once it is resolved` : undefined,
  toCommands: ({ audience, what, fields, text: words }, by) => [
    { do: 'update', by, audience, what, fields: { ...fields, ...given('text', words) } },
  ],
  cli: {
    verb: 'update',
    options: [
      { flag: '--audience <id>', sets: 'body.audience', required: true, help: 'an audience of the playbook' },
      { flag: '--what <kind>', sets: 'body.what', help: 'update or final' },
      { flag: '--field <name=text>', sets: 'body.fields', form: 'pairs', help: 'a field of the template; repeatable' },
      { flag: '--text <text>', sets: 'body.text', help: 'free text instead of fields' },
    ],
  },
});
