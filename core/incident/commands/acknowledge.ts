import * as z from 'zod';
import { own } from '#core/own';
import { targetsOf } from '#core/playbook/who';
import { askedTargets } from '#core/rules/targets';
import { broughtRoles } from '../acknowledgement.ts';
import { commandOfPerson } from '../command-of.ts';
import { eachOf, lacks } from '../each.ts';
import { meantBy } from '../meant-by.ts';
import { mustBeOpen } from '../position.ts';
import type { Turn } from '../turn.ts';
import { byWhom, type Way } from '../way.ts';

type Alert = { channel: string; key: string } | undefined;

/**
 * The first acknowledgement silences what runs while unacknowledged, and may bring a role with it. A second one is no error: it counts where
 * each of a list must acknowledge, and for targets whose acknowledgement a rule asks for.
 */
export const acknowledge = commandOfPerson(
  'acknowledge',
  {
    reason: z.string().optional(),
    /** The alert where it was acknowledged, which need not be told. */
    alert: z.strictObject({ channel: z.string(), key: z.string() }).optional(),
  },
  (t, c) => {
    mustBeOpen(t, 'there is nothing to acknowledge');
    askLists(t, c.by);
    if (t.state.acknowledged !== undefined) {
      also(t, c);
      return;
    }
    const said = `acknowledged by ${byWhom(c)}`;
    const brings = broughtRoles(t.state, t.playbook, t.context.people, c.by);
    // a change of shift does not undo it: it counts for whom the words meant then
    const targets = meaning(t, c.by);
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
    t.followAlerts('acknowledge', said, { except: c.alert });
    t.happen('acknowledged', said);
  },
);

/** The targets that mean a person now, of those whose acknowledgement some rule asks for. */
const meaning = (t: Turn, person: string): string[] =>
  [...new Set(askedTargets(t.context.pack).flatMap((word) => targetsOf(t.playbook, t.state, word)))].filter((target) =>
    meantBy(t.state, t.context, target).includes(person),
  );

/** A list whose acknowledgement a rule asks for, and that nobody has paged yet, counts as it stands when the first of it acknowledges. */
function askLists(t: Turn, person: string): void {
  for (const target of meaning(t, person)) {
    const people = eachOf(t.context.people, target);
    if (people !== undefined && own(t.state.each, target) === undefined)
      t.emit({ type: 'EachAsked', target, people }, `each of ${target} must acknowledge`);
  }
}

/** Somebody acknowledges what another has acknowledged before. */
function also(t: Turn, c: { by: string; way?: Way | undefined; reason?: string | undefined; alert?: Alert }): void {
  const { acknowledged } = t.state;
  if (acknowledged?.by === c.by) return;
  const targets = meaning(t, c.by).filter((target) => acknowledged?.targets?.includes(target) !== true);
  if (!lacks(t.state, c.by) && targets.length === 0) return;
  const said = `acknowledged by ${byWhom(c)}`;
  t.emit({ type: 'AlsoAcknowledged', by: c.by, ...(targets.length === 0 ? {} : { targets }) }, c.reason ?? said);
  t.followAlerts('acknowledge', said, { except: c.alert, of: c.by });
}
