import { iso, wholeSecond } from '#core/incident/time';
import type { OnCallPeople } from '#core/on-call';
import { dutiesAhead } from '#core/on-call/ahead';
import { own } from '#core/own';
import type { Playbook } from '#core/playbook/schema';
import { seconds } from '#core/playbook/words';
import { momentAfter } from '#core/time/moment';

/** An entry of `readiness` as it runs: since when its next moment is counted. */
export interface Readiness {
  id: string;
  since: string;
}

/** A duty that is handed over: to whom and from whom, where anybody. */
export interface HandOver {
  rotation: string;
  at: string;
  until: string | undefined;
  to: string | undefined;
  from: string | undefined;
}

/** When an entry is due next, and what is handed over then; never, where the playbook has it no more or nothing ever changes. */
export function readinessDue(
  { id, since }: Readiness,
  playbook: Playbook,
  people: OnCallPeople,
): { at: string; handOver?: HandOver } | undefined {
  const entry = playbook.readiness.find((one) => one.id === id);
  if (entry?.handover !== undefined) return nextHandOver(people, entry.handover, seconds(entry.before ?? '0m'), since);
  const moment = own(playbook.moments, entry?.at);
  return moment === undefined
    ? undefined
    : { at: wholeSecond(momentAfter(moment, playbook, new Date(since)).getTime()) };
}

/** Shifts that are looked at for the next change of person. */
const MOST_SHIFTS = 400;
const YEAR = 366 * 86_400_000;

function nextHandOver(people: OnCallPeople, rotation: string, before: number, since: string) {
  const begin = Date.parse(since);
  let last: string | undefined;
  let first = true;
  for (const { from, until, person } of dutiesAhead(
    people,
    rotation,
    new Date(begin),
    new Date(begin + YEAR),
    MOST_SHIFTS,
  )) {
    const told = from.getTime() - before * 1000;
    if (!first && told > begin)
      return {
        at: wholeSecond(told),
        handOver: { rotation, at: iso(from), until: iso(until), to: person, from: last },
      };
    first = false;
    last = person;
  }
  return undefined;
}
