import { own } from '#core/own';
import type { Playbook } from '#core/playbook/schema';
import type { Condition } from '#core/rules/condition';
import { holds, type Known } from '#core/rules/holds';
import { msOf } from '#core/time/iso';
import type { Incident, Measured } from '../state.ts';

/** When the present cycle began: the opening, or the last re-opening. */
export const cycleFrom = (i: Incident): string =>
  i.life === 'open' ? i.clocks.cycleFrom : (i.reopenedAt ?? i.openedAt);

const NONE: ReadonlyMap<string, number | null> = new Map();

/** What rules and steps see of an incident at an instant; `readings` are what a step has read. */
export function knownOf(
  i: Incident,
  { facts }: Pick<Playbook, 'facts'>,
  at: number,
  readings: readonly Measured[] = [],
): Known {
  return {
    severity: i.severity,
    status: i.status,
    category: i.category,
    service: i.service,
    source: i.source,
    fact: (name) => own(i.facts, name) ?? (own(facts, name)?.type === 'flag' ? false : undefined),
    known: (name) => own(i.facts, name) !== undefined,
    acknowledged: (target) =>
      i.acknowledged !== undefined && (target === true || i.acknowledged.targets?.includes(target) === true),
    told: (place) => i.told.includes(place),
    done: (rule) => own(i.acts, rule)?.skipped === false,
    openFor: ((at - msOf(cycleFrom(i))) / 1000) * i.speed,
    readings: readings.length === 0 ? NONE : new Map(readings.map(({ check, value }) => [check, value])),
  };
}

/** What keeps a rule from acting holds. */
export function isKept(
  i: Incident,
  playbook: Pick<Playbook, 'facts'>,
  unless: 'acknowledged' | 'resolved' | Condition | undefined,
  at: number,
): boolean {
  if (unless === undefined) return false;
  if (unless === 'acknowledged') return i.acknowledged !== undefined;
  if (unless === 'resolved') return i.life !== 'open';
  return holds(unless, knownOf(i, playbook, at));
}
