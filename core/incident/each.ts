import type { OnCallPeople } from '#core/on-call';
import { own } from '#core/own';
import { targetsOf } from '#core/playbook/who';
import type { Expanded } from '#core/rules/expand';
import { pagedBy } from '#core/rules/paging';
import { meantBy } from './meant-by.ts';
import type { Incident } from './state.ts';

/** The people of a list each of whom must acknowledge, as it stands today; undefined for every other target. */
export function eachOf({ targets }: Pick<OnCallPeople, 'targets'>, target: string): string[] | undefined {
  const meant = own(targets, target);
  return meant?.acknowledge === 'each' && meant.people !== undefined ? [...new Set(meant.people)] : undefined;
}

/** Who of a list has still to acknowledge, as it stood when it was last paged; undefined for a target that is no such list, or was not paged. */
export function lackingOf({ each }: Pick<Incident, 'each'>, target: string): string[] | undefined {
  const list = own(each, target);
  return list?.people.filter((person) => !list.by.includes(person));
}

/** Whether a person belongs to a list that still waits for their own acknowledgement. */
export const lacks = (i: Pick<Incident, 'each'>, person: string): boolean =>
  Object.keys(i.each ?? {}).some((target) => lackingOf(i, target)?.includes(person) === true);

/** Whether a person has acknowledged as one of a list, the first or not. */
export const isOneOfEach = ({ each }: Pick<Incident, 'each'>, person: string): boolean =>
  Object.values(each ?? {}).some(({ by }) => by.includes(person));

type Words = Parameters<typeof targetsOf>[0];
type Acknowledged = Pick<Incident, 'each' | 'acknowledged' | 'service' | 'maintenance'>;
const targetsIn = (i: Acknowledged, playbook: Words, { do: actions = [] }: Partial<Pick<Expanded, 'do'>>): string[] =>
  pagedBy({ do: actions }).flatMap((word) => targetsOf(playbook, i, word));

/** Whether nobody has to acknowledge any more before a rule is silenced by it: somebody has, and each of the lists that it pages. */
export const isAnswered = (i: Acknowledged, playbook: Words, rule: Partial<Pick<Expanded, 'do'>>): boolean =>
  i.acknowledged !== undefined &&
  targetsIn(i, playbook, rule).every((target) => (lackingOf(i, target) ?? []).length === 0);

/** Whether a rule pages a target when it acts now: one that only waits for an acknowledgement pages, once there is one, only lists that still lack theirs. */
export const asks = (
  i: Pick<Incident, 'each' | 'acknowledged'>,
  { unless }: Pick<Expanded, 'unless'>,
  target: string,
) => unless !== 'acknowledged' || i.acknowledged === undefined || (lackingOf(i, target) ?? []).length > 0;

/** Whom a rule pages when it acts now, each once. */
export function pagedNow(i: Incident, known: Parameters<typeof meantBy>[1], rule: Expanded): string[] {
  const asked = targetsIn(i, known.pack.playbook, rule).filter((target) => asks(i, rule, target));
  const hasAnswered = (target: string, person: string) => own(i.each, target)?.by.includes(person) === true;
  return [
    ...new Set(asked.flatMap((target) => meantBy(i, known, target).filter((person) => !hasAnswered(target, person)))),
  ];
}

/** Whether a page waits for the own acknowledgement of its person, which that of somebody else does not replace. */
export const waitsForOwn = (
  { person, reasons }: { person: string; reasons: readonly { target: string; each?: true | undefined }[] },
  i: Pick<Incident, 'each'>,
): boolean => reasons.some(({ each, target }) => each === true && own(i.each, target)?.by.includes(person) !== true);
