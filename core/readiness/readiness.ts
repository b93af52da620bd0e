import { iso, wholeSecond } from '#core/incident/time';
import type { OnCallPeople } from '#core/on-call';
import { dutiesAhead } from '#core/on-call/ahead';
import { own } from '#core/own';
import type { Playbook } from '#core/playbook/schema';
import { seconds } from '#core/playbook/words';
import { momentAfter } from '#core/time/moment';

/**
 * An entry of `readiness` as it runs: since when its next moment is counted, and of the hand-overs to come those that need not be told of any
 * more, by `keyOf`. A row of the release before has none of these, and has told of each at its time.
 */
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
  { id, since, told }: Readiness,
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
const keyOf = ({ at, to, from }: HandOver): string => `${at} ${from ?? ''} ${to ?? ''}`;

/** The hand-overs of a rotation after an instant, at most as many as shifts are looked at. */
function handOversAfter(people: OnCallPeople, rotation: string, since: string): HandOver[] {
  const begin = new Date(since);
  const shifts = [...dutiesAhead(people, rotation, begin, new Date(begin.getTime() + YEAR), MOST_SHIFTS)];
  return shifts.flatMap(({ from, until, person }, n) =>
    n === 0 || from <= begin
      ? []
      : [{ rotation, at: iso(from), until: iso(until), to: person, from: shifts[n - 1]?.person }],
  );
}

const tellAt = ({ at }: HandOver, before: number): number => Date.parse(at) - before * 1000;

/** The next hand-over that is to be told of; one that came about within `before` of its time, by a cover, is due at once. */
function nextHandOver(
  people: OnCallPeople,
  rotation: string,
  before: number,
  { since, told }: { since: string; told: readonly string[] | undefined },
): { at: string; handOver: HandOver } | undefined {
  const begin = Date.parse(since);
  const next = handOversAfter(people, rotation, since).find((one) =>
    told === undefined ? tellAt(one, before) > begin : !told.includes(keyOf(one)),
  );
  return next && { at: wholeSecond(Math.max(tellAt(next, before), begin)), handOver: next };
}

/**
 * The hand-overs to come that an entry need not tell of any more: those it has told of, the `last` too. Of one that begins these are the ones
 * whose time to be told has passed. Of others nothing is kept, so it is never more than the shifts that are looked at. Undefined for an entry
 * that goes by a moment.
 */
export function toldOf(
  { id, since, told }: Readiness,
  playbook: Playbook,
  people: OnCallPeople,
  last?: HandOver,
): string[] | undefined {
  const entry = playbook.readiness.find((one) => one.id === id);
  if (entry?.handover === undefined) return undefined;
  const before = seconds(entry.before ?? '0m');
  return handOversAfter(people, entry.handover, since).flatMap((one) => {
    const key = keyOf(one);
    const isTold = told === undefined ? tellAt(one, before) <= Date.parse(since) : told.includes(key);
    return isTold || (last !== undefined && keyOf(last) === key) ? [key] : [];
  });
}
