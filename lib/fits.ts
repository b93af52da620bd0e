import { onCall } from '#core/on-call';
import type { Pack } from '#core/playbook/pack';
import type { People } from '#core/playbook/people';
import { DoesNotFit, doesNotFit } from './does-not-fit.ts';
import { ownAlarms } from './own-alarms.ts';
import type { IncidentResponseProps } from './props.ts';

/** Throws `DoesNotFit` for what was given to the construct at `who` and does not fit its playbook or people. */
export function checkFits(
  who: string,
  { pack, people }: { pack: Pack; people: People },
  { services = {}, catchAll, alarmNamePrefix, reservedConcurrency }: IncidentResponseProps,
): void {
  if (
    reservedConcurrency !== undefined &&
    !(Number.isInteger(reservedConcurrency) && reservedConcurrency >= 2 && reservedConcurrency <= 1000)
  )
    throw new DoesNotFit(
      `${who}: reservedConcurrency ${reservedConcurrency}: Lambda reads a queue with 2 to 1,000 workers`,
    );
  const known = addressed(pack);
  for (const name of Object.keys(services))
    if (!known.includes(name))
      throw doesNotFit(`${who}: services`, 'service or base', name, known, pack.places['services']);
  const targets = Object.keys(people.targets);
  if (!targets.includes(catchAll)) throw doesNotFit(`${who}: catchAll`, 'target', catchAll, targets, 'people.yaml');
  if (onCall(people, catchAll, new Date()).length === 0)
    throw new DoesNotFit(
      `people.yaml: ${who}: catchAll '${catchAll}' means nobody now; choose a target that is a person, or a rotation that has begun`,
    );
  if (alarmNamePrefix !== undefined && (ownAlarms.startsWith(alarmNamePrefix) || alarmNamePrefix.startsWith(ownAlarms)))
    throw new DoesNotFit(
      `${who}: alarmNamePrefix '${alarmNamePrefix}' would let Tocsin's own alarms (${ownAlarms}…) open incidents; choose a longer prefix`,
    );
}

/** What checks and actions call: the playbook's services and its other bases. */
export const addressed = ({ playbook }: Pack) => [...Object.keys(playbook.services), ...Object.keys(playbook.bases)];
