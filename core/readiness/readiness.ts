import { wholeSecond } from '#core/incident/time';
import { own } from '#core/own';
import type { Playbook } from '#core/playbook/schema';
import { momentAfter } from '#core/time/moment';

/** An entry of `readiness` as it runs: since when its next moment is counted. */
export interface Readiness {
  id: string;
  since: string;
}

/** When it is due next; never, where the playbook has it no more. */
export function readinessDue({ id, since }: Readiness, playbook: Playbook): string | undefined {
  const entry = playbook.readiness.find((one) => one.id === id);
  const moment = own(playbook.moments, entry?.at);
  return moment === undefined ? undefined : wholeSecond(momentAfter(moment, playbook, new Date(since)).getTime());
}
