import { askedTargets } from '#core/rules/targets';
import { broughtRoles } from './acknowledgement.ts';
import { meantBy } from './meant-by.ts';
import type { Turn } from './turn.ts';

interface Acknowledging {
  by: string;
  said: string;
  reason?: string | undefined;
  /** The alert where it was acknowledged, which need not be told. */
  alert?: { channel: string; key: string } | undefined;
}

/** Somebody takes the incident: what runs while unacknowledged is silent, and roles may come with it. */
export function acknowledgeFor(t: Turn, { by, said, reason = said, alert }: Acknowledging): void {
  const brings = broughtRoles(t.state, t.playbook, t.context.people, by);
  // a change of shift does not undo it: it counts for whom the words meant then
  const targets = askedTargets(t.context.pack).filter((target) => meantBy(t.state, t.context, target).includes(by));
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
  t.followAlerts('acknowledge', said, alert);
  t.happen('acknowledged', said);
}
