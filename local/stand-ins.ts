import type { Role } from '#app/api/roles';
import { fallbackTarget, onCall } from '#core/on-call';
import { own } from '#core/own';
import type { Pack, People } from '#core/playbook/pack';
import { targetsOf } from '#core/playbook/who';
import { list, rulesOf, valueFor } from '#core/rules/expand';
import { pagedBy } from '#core/rules/paging';
import { parseSpan } from '#core/time/span';
import { isMoment } from '#core/time/when';

export interface StandIn {
  person: string;
  login: string;
}
export type StandIns = Record<Role, StandIn>;

/**
 * The people whose tokens are handed out. Responder: who is paged first for the worst severity. Commander and admin: the first target of one
 * person, no rotation, that is paged only once nobody has answered; the target that is fallen back on where there is none.
 */
export function standIns({ playbook }: Pack, people: People, at: Date): StandIns {
  const worst = playbook.severities[0]?.id ?? '';
  const waiting = rulesOf(playbook).filter(({ since, on }) => on === undefined && since === 'unacknowledged');
  const steps = waiting
    .flatMap((rule) => {
      const wait = valueFor(rule.after, worst);
      const has = rule.if?.severity === undefined || list(rule.if.severity).includes(worst);
      return wait === undefined || !has || isMoment(wait)
        ? []
        : [{ seconds: parseSpan(wait).seconds, page: pagedBy(rule).flatMap((word) => targetsOf(playbook, {}, word)) }];
    })
    .toSorted((a, b) => a.seconds - b.seconds);
  const atOnce = new Set(steps.filter((step) => step.seconds === steps[0]?.seconds).flatMap(({ page }) => page));
  const later = steps.flatMap(({ page }) => page).find((t) => !atOnce.has(t) && isOnePerson(people, t));
  const otherwise = fallbackTarget(people, at);
  const named = (targets: Iterable<string | undefined>): StandIn => {
    const meant = [...targets].flatMap((target) => (target === undefined ? [] : onCall(people, target, at)));
    return signingIn(people, meant[0]?.person ?? Object.keys(people.people)[0] ?? 'nobody');
  };
  const commander = named([later, otherwise]);
  return {
    viewer: { person: 'viewer', login: 'viewer@tocsin.test' },
    responder: named([...atOnce, otherwise]),
    commander,
    admin: commander,
  };
}

/** A person as a user pool knows them. */
export function signingIn(people: People, person: string): StandIn {
  const { login, email } = own(people.people, person) ?? {};
  return { person, login: login ?? email ?? `${person}@tocsin.test` };
}

const isOnePerson = ({ targets }: People, target: string): boolean => own(targets, target)?.person !== undefined;
