import * as z from 'zod';
import { Conflict, InvalidInput } from '#core/errors';
import { commandOfPerson } from '#core/incident/command-of';
import { own } from '#core/own';

/** A person hands a role over to another, with a reason; who has it already keeps it. */
export const handOver = commandOfPerson(
  'hand-over',
  { role: z.string(), to: z.string(), reason: z.string() },
  (t, { by, role, to, reason }) => {
    const known = t.playbook.roles.map((r) => r.id);
    if (!known.includes(role)) throw new InvalidInput(`role: ${role} is not one of ${known.join(', ')}`);
    const before = own(t.state.roles, role);
    if (before === undefined) throw new Conflict(`nobody has the role ${role} yet`);
    if (before === to) return;
    t.emit({ type: 'RoleAssigned', role, person: to }, `handed over from ${before} by ${by}: ${reason}`);
  },
);
