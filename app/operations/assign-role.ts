import * as z from 'zod';
import { oneOf } from '../api/fields.ts';
import { incidentCommand } from '../api/incident-command.ts';

/** Assigns a role of the incident. */
export const assignRole = incidentCommand({
  name: 'assignRole',
  segment: 'roles',
  role: 'commander',
  summary: 'Assign a role of an incident to a person',
  body: (words) =>
    z.strictObject({
      role: oneOf(words?.playbook.roles.map((r) => r.id)),
      person: oneOf(words && Object.keys(words.people.people)),
    }),
  toCommands: ({ role, person }, by) => [{ do: 'assign-role', by, role, person }],
  cli: {
    verb: 'role',
    arguments: [
      { name: 'role', sets: 'body.role', help: 'a role of the playbook' },
      { name: 'person', sets: 'body.person', help: 'a person of people.yaml' },
    ],
  },
});
