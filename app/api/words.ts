import type { Incident } from '#core/incident/state';
import { own } from '#core/own';
import type { People } from '#core/playbook/people';
import type { Playbook } from '#core/playbook/schema';

/** What a request may name: the words of the incident's playbook and of today's people. */
export interface Words {
  playbook: Playbook;
  people: People;
}

/** Why a role of the playbook means nobody: it is assigned to nobody. */
export function unassigned(
  { roles }: Pick<Incident, 'roles'>,
  to: string | undefined,
  words: Words,
): string | undefined {
  if (!words.playbook.roles.some((r) => r.id === to) || own(roles, to) !== undefined) return undefined;
  const { people, targets, rotations } = words.people;
  return [people, targets, rotations].some((known) => own<unknown>(known, to) !== undefined)
    ? undefined
    : `nobody has the role ${to} yet`;
}

/** Whom a page by hand may name: a person, a role or target, a rotation. */
export const reachable = ({ playbook, people }: Words): string[] => [
  ...new Set([
    ...Object.keys(people.targets),
    ...Object.keys(people.people),
    ...Object.keys(people.rotations),
    ...playbook.roles.map((r) => r.id),
  ]),
];
