import { own } from '#core/own';
import { targetsOf } from '#core/playbook/who';
import { askedTargets } from '#core/rules/targets';
import { broughtRoles } from './acknowledgement.ts';
import { eachOf } from './each.ts';
import { meantBy } from './meant-by.ts';
import type { Turn } from './turn.ts';

interface Acknowledging {
  by: string;
  said: string;
  reason?: string | undefined;
  /** The alert where it was acknowledged, which need not be told. */
  alert?: { channel: string; key: string } | undefined;
}

/** The targets that mean a person now, of those whose acknowledgement some rule asks for. */
export const meaning = (t: Turn, person: string): string[] =>
  [...new Set(askedTargets(t.context.pack).flatMap((word) => targetsOf(t.playbook, t.state, word)))].filter((target) =>
    meantBy(t.state, t.context, target).includes(person),
  );

/** A list whose acknowledgement a rule asks for, and that nobody has paged yet, counts as it stands when the first of it acknowledges. */
export function askLists(t: Turn, person: string): void {
  for (const target of meaning(t, person)) {
    const people = eachOf(t.context.people, target);
    if (people !== undefined && own(t.state.each, target) === undefined)
      t.emit({ type: 'EachAsked', target, people }, `each of ${target} must acknowledge`);
  }
}

/** Somebody takes the incident: what runs while unacknowledged is silent, and roles may come with it. */
export function acknowledgeFor(t: Turn, { by, said, reason = said, alert }: Acknowledging): void {
  askLists(t, by);
  const brings = broughtRoles(t.state, t.playbook, t.context.people, by);
  // a change of shift does not undo it: it counts for whom the words meant then
  const targets = meaning(t, by);
  t.emit(
    {
      type: 'Acknowledged',
      by,
      roles: brings.map(({ id }) => id),
      ...(targets.length === 0 ? {} : { targets }),
    },
    reason,
  );
  for (const { id, path } of brings) {
    const because = t.because('taken by the first to acknowledge', path);
    t.emit({ type: 'RoleAssigned', role: id, person: by }, because);
    t.happen('role-taken', because);
  }
  t.followAlerts('acknowledge', said, { except: alert });
  t.happen('acknowledged', said);
}
