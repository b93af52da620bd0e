import * as z from 'zod';
import { own } from '../../own.ts';
import { commandOf } from '../command-of.ts';
import { mustBeOpen } from '../position.ts';

/** The first acknowledgement silences what runs while unacknowledged, and may bring a role with it. A second one is no error. */
export const acknowledge = commandOf(
  'acknowledge',
  {
    by: z.string(),
    reason: z.string().optional(),
    way: z.string().optional(),
    /** The alert where it was acknowledged, which need not be told. */
    alert: z.strictObject({ channel: z.string(), key: z.string() }).optional(),
  },
  (t, c) => {
    mustBeOpen(t, 'there is nothing to acknowledge');
    if (t.state.acknowledged !== undefined) return;
    const said = `acknowledged by ${c.by}${c.way === undefined ? '' : `, by ${c.way}`}`;
    t.emit({ type: 'Acknowledged', by: c.by }, c.reason ?? said);
    // somebody who is not in people.yaml acts by name and never as a role
    const roles = Object.hasOwn(t.context.people.people, c.by) ? t.playbook.roles : [];
    for (const [n, role] of roles.entries()) {
      if (role.takenBy !== 'acknowledger' || own(t.state.roles, role.id) !== undefined) continue;
      const because = t.because('taken by the first to acknowledge', `roles.${n}`);
      t.emit({ type: 'RoleAssigned', role: role.id, person: c.by }, because);
    }
    t.followAlerts('acknowledge', said, c.alert);
    t.tell('acknowledged', said);
  },
);
