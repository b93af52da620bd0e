import { onCall, shiftAt } from '#core/on-call';
import type { People } from '#core/playbook/people';

/** Whom one word of the playbook means at an instant, and until when where a rotation says so. */
export interface Duty {
  target: string;
  title: string;
  people: { person: string; name: string; because: string; until?: string }[];
}

/** All targets of a playbook with the people that they mean at an instant. */
export const dutiesAt = (people: People, at: Date): Duty[] =>
  Object.entries(people.targets).map(([target, { title, rotation }]) => {
    const until = rotation === undefined ? undefined : shiftAt(people, rotation, at).until;
    return {
      target,
      title,
      people: onCall(people, target, at).map(({ person, because }) => ({
        person,
        name: people.people[person]?.name ?? person,
        because,
        ...(until === undefined ? {} : { until: until.toISOString() }),
      })),
    };
  });
