import * as z from 'zod';
import { type OnCallPeople, onCall, shiftAt } from '#core/on-call';
import { own } from '#core/own';

/** Whom one target of the playbook means at an instant, and until when where a rotation says so. */
export const Duty = z.object({
  target: z.string(),
  title: z.string(),
  people: z.array(
    z.object({ person: z.string(), name: z.string(), because: z.string(), until: z.string().optional() }),
  ),
});
type Duty = z.infer<typeof Duty>;

/** All targets of a playbook with the people that they mean at an instant. */
export const dutiesAt = (people: OnCallPeople, at: Date): Duty[] =>
  Object.entries(people.targets).map(([target, { title, rotation }]) => {
    const until = rotation === undefined ? undefined : shiftAt(people, rotation, at).until;
    return {
      target,
      title,
      people: onCall(people, target, at).map(({ person, because }) => ({
        person,
        name: own(people.people, person)?.name ?? person,
        because,
        ...(until === undefined ? {} : { until: until.toISOString() }),
      })),
    };
  });

/** One target and its people as one line of columns. */
export function dutyText({ target, people }: Duty): string {
  const names = people.map((p) => `${p.person} (${p.because})`).join(', ');
  return `${target.padEnd(22)} ${names || 'nobody'}`;
}
