import { type OnCallPeople, onCall } from '#core/on-call';
import { own } from '#core/own';
import type { Incident } from './state.ts';

/** Whom a role or target means: the role's holder, else who is on call for the word. */
export function meantBy(
  { roles }: Pick<Incident, 'roles'>,
  { people, now }: { people: OnCallPeople; now: Date },
  word: string,
): string[] {
  const holder = own(roles, word);
  return holder === undefined ? onCall(people, word, now).map(({ person }) => person) : [holder];
}
