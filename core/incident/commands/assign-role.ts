import * as z from 'zod';
import { InvalidInput } from '#core/errors';
import { commandOf } from '../command-of.ts';

/** Gives a role of the playbook to a person. */
export const assignRole = commandOf(
  'assign-role',
  { by: z.string(), role: z.string(), person: z.string() },
  (t, { by, role, person }) => {
    const known = t.playbook.roles.map((r) => r.id);
    if (!known.includes(role)) throw new InvalidInput(`role: ${role} is not one of ${known.join(', ')}`);
    if (t.state.roles[role] === person) return;
    t.emit({ type: 'RoleAssigned', role, person }, `assigned by ${by}`);
  },
);
