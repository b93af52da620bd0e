import { iso, wholeSecond } from '#core/incident/time';
import type { OnCallPeople } from '#core/on-call';
import { dutiesAhead } from '#core/on-call/ahead';
import { own } from '#core/own';
import type { Playbook } from '#core/playbook/schema';
import { seconds } from '#core/playbook/words';
import { momentAfter } from '#core/time/moment';

/** An entry of `readiness` as it runs: since when its next moment is counted, and the hand-overs to come that it has told of, by `toldOf`. */
export interface Readiness {
  id: string;
  since: string;
  told?: readonly string[] | undefined;
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
  { id, since, told = [] }: Readiness,
  playbook: Playbook,
  people: OnCallPeople,
): { at: string; handOver?: HandOver } | undefined {
  const entry = playbook.readiness.find((one) => one.id === id);
  if (entry?.handover !== undefined)
    return nextHandOver(people, entry.handover, seconds(entry.before ?? '0m'), { since, told });
  const moment = own(playbook.moments, entry?.at);
  return moment === undefined
    ? undefined
    : { at: wholeSecond(momentAfter(moment, playbook, new Date(since)).getTime()) };
}

/** Shifts that are looked at for the next change of person. */
const MOST_SHIFTS = 400;
const YEAR = 366 * 86_400_000;

/** A hand-over by its time and its people: where another cover makes another of it, that is told as well. */
export const toldOf = ({ at, to, from }: HandOver): string => `${at} ${from ?? ''} ${to ?? ''}`;

/** The next hand-over that is to be told of; one that came about within `before` of its time, by a cover, is due at once. */
function nextHandOver(
  people: OnCallPeople,
  rotation: string,
  before: number,
  { since, told }: { since: string; told: readonly string[] },
) {
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
    const handOver = { rotation, at: iso(from), until: iso(until), to: person, from: last };
    if (!first && from.getTime() > begin && !told.includes(toldOf(handOver)))
      return { at: wholeSecond(Math.max(from.getTime() - before * 1000, begin)), handOver };
    first = false;
    last = person;
  }
  return undefined;
}
