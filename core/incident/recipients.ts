import { own } from '#core/own';
import type { Update } from '#core/playbook/communication';
import { placeLabel } from '#core/playbook/vocabulary';
import { list } from '#core/rules/expand';
import { meantBy } from './meant-by.ts';
import type { Turn } from './turn.ts';

/** Where a message goes, and how the timeline names its receiver. */
export interface Recipient {
  place: string;
  to: string;
}

/** Who receives what nobody else is there to receive: the playbook's place for it, else whom the catch-all means. */
export function fallbackOf(t: Turn): Recipient {
  const { fallback, places } = t.playbook;
  if (fallback === undefined) {
    const { catchAll } = t.context;
    const [person = catchAll] = meantBy(t.state, t.context, catchAll);
    return { place: `person:${person}`, to: `${catchAll}/${person}` };
  }
  return { place: fallback, to: placeLabel(t.context.vocabulary, fallback, own(places, fallback)) };
}

/** Who writes an update: the first of its writer roles that somebody holds, else the fallback place. */
export function writer(t: Turn, { writer: roles }: Pick<Update, 'writer'>): Recipient {
  for (const role of list(roles)) {
    const person = own(t.state.roles, role);
    if (person === undefined) continue;
    const known = own(t.context.people.people, person) !== undefined;
    return { place: known ? `person:${person}` : fallbackOf(t).place, to: `${role}/${person}` };
  }
  return fallbackOf(t);
}

/** Who is asked when a question goes to a role: whom it means, else the fallback place. */
export function askedFor(t: Turn, role: string): Recipient[] {
  const known = meantBy(t.state, t.context, role).filter(
    (person) => own(t.context.people.people, person) !== undefined,
  );
  if (known.length === 0) return [fallbackOf(t)];
  return known.map((person) => ({ place: `person:${person}`, to: `${role}/${person}` }));
}

/** One message of a moment to a recipient that the moment itself names, by its notice. */
export function sendTo(
  t: Turn,
  moment: 'update-due' | 'question-asked' | 'task-given' | 'facts-asked' | 'approval-asked',
  who: Recipient,
  because: string,
  extra: Parameters<Turn['send']>[1],
): void {
  t.send({ moment, place: who.place, to: who.to, template: moment, because }, extra);
}
