import * as z from 'zod';
import { Conflict, InvalidInput } from '#core/errors';
import { own } from '#core/own';
import { heldApart } from '../acknowledgement.ts';
import { commandOfPerson } from '../command-of.ts';

/** Gives a role of the playbook to a person. */
export const assignRole = commandOfPerson(
  'assign-role',
  { role: z.string(), person: z.string() },
  (t, { by, role, person }) => {
    const known = t.playbook.roles.map((r) => r.id);
    if (!known.includes(role)) throw new InvalidInput(`role: ${role} is not one of ${known.join(', ')}`);
    if (own(t.state.roles, role) === person) return;
    const apart = heldApart(t.state, t.playbook, role, person);
    if (apart !== undefined)
      throw new Conflict(
        `${person} is ${apart}, and ${role} is never the same person: give ${apart} to somebody else first`,
      );
    const because = `${person} is ${role}, assigned by ${by}`;
    t.emit({ type: 'RoleAssigned', role, person }, `assigned by ${by}`);
    t.happen('role-taken', because);
  },
);
