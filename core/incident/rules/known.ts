import { own } from '#core/own';
import type { Playbook } from '#core/playbook/schema';
import type { Condition } from '#core/rules/condition';
import { holds, type Known } from '#core/rules/holds';
import type { Incident } from '../state.ts';

/** When the present cycle began: the opening, or the last re-opening. */
export const cycleFrom = (i: Incident): string =>
  i.life === 'open' ? i.clocks.cycleFrom : (i.reopenedAt ?? i.openedAt);

/** What rules see of an incident at an instant. */
export function knownOf(i: Incident, _playbook: Playbook, at: number): Known {
  return {
    severity: i.severity,
    status: i.status,
    category: i.category,
    service: i.service,
    source: i.source,
    facts: i.facts,
    acknowledged: (target) =>
      i.acknowledged !== undefined && (target === true || i.acknowledged.targets?.includes(target) === true),
    told: (place) => i.told.includes(place),
    done: (rule) => own(i.acts, rule)?.skipped === false,
    openFor: ((at - Date.parse(cycleFrom(i))) / 1000) * i.speed,
  };
}

/** What keeps a rule from acting holds. */
export function isKept(
  i: Incident,
  playbook: Playbook,
  unless: 'acknowledged' | 'resolved' | Condition | undefined,
  at: number,
): boolean {
  if (unless === undefined) return false;
  if (unless === 'acknowledged') return i.acknowledged !== undefined;
  if (unless === 'resolved') return i.life !== 'open';
  return holds(unless, knownOf(i, playbook, at));
}
