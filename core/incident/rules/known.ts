import { own } from '#core/own';
import type { Playbook } from '#core/playbook/schema';
import { targetsOf } from '#core/playbook/who';
import type { Expanded } from '#core/rules/expand';
import { holds, type Known } from '#core/rules/holds';
import { msOf } from '#core/time/iso';
import type { Grounds } from '../deadlines/grounds.ts';
import { isAnswered, lackingOf } from '../each.ts';
import type { Measured } from '../state.ts';

/** What of a playbook conditions are read by. */
export type Seen = Pick<Playbook, 'facts' | 'levels' | 'services' | 'teams'>;
/** What a rule, or an update, says of when it does not act; an update pages nobody. */
export type Kept = Pick<Expanded, 'unless'> & Partial<Pick<Expanded, 'do'>>;

/** When the present cycle began: the opening, or the last re-opening. */
export const cycleFrom = (i: Grounds): string =>
  i.life === 'open' ? i.clocks.cycleFrom : (i.reopenedAt ?? i.openedAt);

const NONE: ReadonlyMap<string, number | null> = new Map();

/** What rules and steps see of an incident at an instant; `readings` are what a step has read. */
export function knownOf(i: Grounds, playbook: Seen, at: number, readings: readonly Measured[] = []): Known {
  return {
    severity: i.severity,
    status: i.status,
    category: i.category,
    service: i.maintenance?.services ?? i.service,
    source: i.source,
    fact: (name) => own(i.facts, name) ?? (own(playbook.facts, name)?.type === 'flag' ? false : undefined),
    known: (name) => own(i.facts, name) !== undefined,
    acknowledged: (word) =>
      i.acknowledged !== undefined &&
      (word === true || targetsOf(playbook, i, word).some((target) => isAcknowledged(i, target))),
    told: (place) => i.told.includes(place),
    done: (rule) => own(i.acts, rule)?.skipped === false,
    ticked: (task) => own(i.checklist, task) !== undefined,
    openFor: ((at - msOf(cycleFrom(i))) / 1000) * i.speed,
    readings: readings.length === 0 ? NONE : new Map(readings.map(({ check, value }) => [check, value])),
  };
}

/** Of a list of which each must acknowledge all have, of every other target somebody whom it meant. */
function isAcknowledged(i: Grounds, target: string): boolean {
  const lacking = lackingOf(i, target);
  return lacking === undefined ? i.acknowledged?.targets?.includes(target) === true : lacking.length === 0;
}

/** What keeps a rule from acting holds. */
export function isKept(i: Grounds, playbook: Seen, rule: Kept, at: number): boolean {
  const { unless } = rule;
  if (unless === undefined) return false;
  if (unless === 'acknowledged') return isAnswered(i, playbook, rule);
  if (unless === 'resolved') return i.life !== 'open';
  return holds(unless, knownOf(i, playbook, at));
}
