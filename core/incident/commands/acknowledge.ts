import * as z from 'zod';
import { own } from '../../own.ts';
import { commandOfPerson } from '../command-of.ts';
import { mustBeOpen } from '../position.ts';
import { byWhom } from '../way.ts';

/** The first acknowledgement silences what runs while unacknowledged, and may bring a role with it. A second one is no error. */
export const acknowledge = commandOfPerson('acknowledge', { reason: z.string().optional() }, (t, c) => {
  mustBeOpen(t, 'there is nothing to acknowledge');
  if (t.state.acknowledged !== undefined) return;
  const said = `acknowledged by ${byWhom(c)}`;
  // somebody who is not in people.yaml acts by name and never as a role
  const known = Object.hasOwn(t.context.people.people, c.by);
  const brings = t.playbook.roles.flatMap((role, n) =>
    known && role.takenBy === 'acknowledger' && own(t.state.roles, role.id) === undefined ? [{ id: role.id, n }] : [],
  );
  t.emit({ type: 'Acknowledged', by: c.by, roles: brings.map(({ id }) => id) }, c.reason ?? said);
  for (const { id, n } of brings) {
    const because = t.because('taken by the first to acknowledge', `roles.${n}`);
    t.emit({ type: 'RoleAssigned', role: id, person: c.by }, because);
  }
  t.followAlerts('acknowledge', said);
  t.tell('acknowledged', said);
});
