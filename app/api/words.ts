import type { People } from '#core/playbook/people';
import type { Playbook } from '#core/playbook/schema';

/** What a request may name: the words of the incident's playbook and of today's people. */
export interface Words {
  playbook: Playbook;
  people: People;
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
