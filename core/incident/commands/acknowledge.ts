import * as z from 'zod';
import { askedTargets } from '#core/rules/targets';
import { broughtRoles } from '../acknowledgement.ts';
import { commandOfPerson } from '../command-of.ts';
import { meantBy } from '../meant-by.ts';
import { mustBeOpen } from '../position.ts';
import { byWhom } from '../way.ts';

/** The first acknowledgement silences what runs while unacknowledged, and may bring a role with it. A second one is no error. */
export const acknowledge = commandOfPerson(
  'acknowledge',
  {
    reason: z.string().optional(),
    /** The alert where it was acknowledged, which need not be told. */
    alert: z.strictObject({ channel: z.string(), key: z.string() }).optional(),
  },
  (t, c) => {
    mustBeOpen(t, 'there is nothing to acknowledge');
    if (t.state.acknowledged !== undefined) return;
    const said = `acknowledged by ${byWhom(c)}`;
    const brings = broughtRoles(t.state, t.playbook, t.context.people, c.by);
    // a change of shift does not undo it: it counts for whom the words meant then
    const targets = askedTargets(t.context.pack).filter((target) => meantBy(t.state, t.context, target).includes(c.by));
    t.emit(
      {
        type: 'Acknowledged',
        by: c.by,
        roles: brings.map(({ id }) => id),
        ...(targets.length === 0 ? {} : { targets }),
      },
      c.reason ?? said,
    );
    for (const { id, path } of brings) {
      const because = t.because('taken by the first to acknowledge', path);
      t.emit({ type: 'RoleAssigned', role: id, person: c.by }, because);
      t.happen('role-taken', because);
    }
    t.followAlerts('acknowledge', said, c.alert);
    t.happen('acknowledged', said);
  },
);
