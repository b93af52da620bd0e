import { type OnCallPeople, onCall } from '#core/on-call';
import { own } from '#core/own';
import type { Pack } from '#core/playbook/pack';
import { targetsOf } from '#core/playbook/who';
import type { Incident } from './state.ts';

/** Whom a word means: a role's holder, the people of a level, the on-call of a team, else who is on call for it; each once. */
export function meantBy(
  { roles, service, maintenance }: Pick<Incident, 'roles' | 'service' | 'maintenance'>,
  { people, pack, now }: { people: OnCallPeople; pack: Pick<Pack, 'playbook'>; now: Date },
  word: string,
): string[] {
  const meant = targetsOf(pack.playbook, { service, maintenance }, word).flatMap((target) => {
    const holder = own(roles, target);
    return holder === undefined ? onCall(people, target, now).map(({ person }) => person) : [holder];
  });
  return [...new Set(meant)];
}
