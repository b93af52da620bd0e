import * as z from 'zod';
import { oneOf, Reason } from '#app/api/fields';
import { incidentCommand } from '#app/api/incident-command';
import { own } from '#core/own';

/** Hands a role of the incident to another person, and keeps the reason as a note. */
export const handOver = incidentCommand({
  name: 'handOver',
  segment: 'hand-over',
  role: 'commander',
  summary: 'Hand a role of an incident over to another person, with a reason',
  body: (words) =>
    z.strictObject({
      role: oneOf(words?.playbook.roles.map((r) => r.id)),
      to: oneOf(words && Object.keys(words.people.people)),
      reason: Reason,
    }),
  conflict: ({ roles }, { role, to }) => (own(roles, role) === to ? `${to} has the role ${role} already` : undefined),
  toCommands: ({ role, to, reason }, by) => [
    { do: 'note', by, text: `${role} handed over to ${to}: ${reason}` },
    { do: 'assign-role', by, role, person: to },
  ],
  cli: {
    verb: 'hand-over',
    arguments: [
      { name: 'role', sets: 'body.role', help: 'a role of the playbook' },
      { name: 'person', sets: 'body.to', help: 'a person of people.yaml' },
    ],
    options: [{ flag: '--reason <text>', sets: 'body.reason', required: true, help: 'why, for the timeline' }],
  },
});
