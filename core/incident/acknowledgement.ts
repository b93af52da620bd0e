import { own } from '#core/own';
import type { People } from '#core/playbook/people';
import type { Playbook } from '#core/playbook/schema';
import type { Incident, Open } from './state.ts';

/** Under this key it is kept that a person cannot take the incident, until they are paged anew. */
export const declinedKey = (person: string): string => `declined/${person}`;

/** Who has said in this cycle that they cannot take it, and has not been paged since. */
const unavailable = ({ done }: Incident): string[] =>
  Object.keys(done).flatMap((key) => (key.startsWith(declinedKey('')) ? [key.slice(declinedKey('').length)] : []));

/** Who does not count as the next person when `by` gives it up. */
export const without = (i: Incident, by: string): string[] => [...new Set([...unavailable(i), by])];

/** The incident as it is once its acknowledgement is undone; the time for which it was acknowledged does not count. */
export function unacknowledged(i: Open, at: string): Open {
  if (i.acknowledged === undefined) return i;
  const { unacknowledgedFrom, cadenceFrom = unacknowledgedFrom, released = 0 } = i.clocks;
  // a severity that has changed since counts from there, and has not run yet
  const held = Date.parse(at) - Math.max(Date.parse(i.acknowledged.at), Date.parse(unacknowledgedFrom));
  const from = new Date(Date.parse(unacknowledgedFrom) + Math.max(0, held)).toISOString();
  return {
    ...i,
    acknowledged: undefined,
    clocks: { ...i.clocks, unacknowledgedFrom: from, cadenceFrom, released: released + 1 },
  };
}

/** The incident as it is once its acknowledgement has lapsed: what runs while unacknowledged begins anew; it was answered all the same. */
export function lapsed(i: Open, at: string): Open {
  const { unacknowledgedFrom, cadenceFrom = unacknowledgedFrom, released = 0, lapses = 0 } = i.clocks;
  return {
    ...i,
    answeredAt: i.answeredAt ?? i.acknowledged?.at,
    acknowledged: undefined,
    clocks: { ...i.clocks, unacknowledgedFrom: at, cadenceFrom, released: released + 1, lapses: lapses + 1 },
  };
}

/** A role that a person holds and that is never held together with another; either of the two says so. */
export const heldApart = (
  { roles }: Pick<Incident, 'roles'>,
  playbook: Pick<Playbook, 'roles'>,
  role: string,
  person: string,
): string | undefined =>
  playbook.roles.find(
    ({ id, apart }) =>
      id !== role &&
      own(roles, id) === person &&
      (apart.includes(role) || playbook.roles.some((one) => one.id === role && one.apart.includes(id))),
  )?.id;

/** The roles that an acknowledgement brings with it; somebody who is not in people.yaml acts by name and never as a role. */
export const broughtRoles = (
  { roles }: Pick<Incident, 'roles'>,
  playbook: Playbook,
  { people }: Pick<People, 'people'>,
  by: string,
): { id: string; title: string; path: string }[] =>
  own(people, by) === undefined
    ? []
    : playbook.roles.flatMap(({ id, title, takenBy }, n) =>
        takenBy === 'acknowledger' &&
        own(roles, id) === undefined &&
        heldApart({ roles }, playbook, id, by) === undefined
          ? [{ id, title, path: `roles.${n}` }]
          : [],
      );
