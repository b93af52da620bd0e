import { expects } from '#core/maintenance/window';
import { own } from '#core/own';
import type { Playbook, Rule } from '#core/playbook/schema';
import { promises } from './deadlines/updates.ts';
import { pageForRaise } from './escalation.ts';
import { type DueRule, dueRules } from './rules/due.ts';
import { skip } from './rules/skip.ts';
import type { Incident } from './state.ts';
import type { Turn } from './turn.ts';
import { openRoomIfDue } from './war-room.ts';

/** What a rule says of a value: its severity, raised at once where a higher limit is passed. */
export function rateByRule(
  rule: Rule,
  critical: boolean,
  value: number | undefined,
  facts: Record<string, string | number | boolean> = {},
): { severity: string; because: string } {
  const unit = rule.threshold?.unit === undefined ? '' : ` ${rule.threshold.unit}`;
  for (const higher of rule.higher) {
    const measured = higher.fact === undefined ? value : own(facts, higher.fact);
    if (typeof measured !== 'number' || measured <= higher.above) continue;
    const what = higher.fact === undefined ? `${measured}${unit}` : `${higher.fact} ${measured}`;
    return {
      severity: higher.severity,
      because: `${rule.title}: ${what} > ${higher.above}${higher.fact === undefined ? unit : ''}`,
    };
  }
  if (critical && rule.severityIfCritical !== undefined)
    return { severity: rule.severityIfCritical, because: `${rule.title}: the service is critical` };
  return {
    severity: rule.severity,
    because: value === undefined ? `${rule.title}: no value given` : `${rule.title}: ${value}${unit}`,
  };
}

/** Place of a severity in the playbook's list, the worst first. */
export const rankOf = (t: Turn, id: string): number => t.playbook.severities.findIndex((s) => s.id === id);

/** The worst that any source gives now: signals that fire, and the last count of failing components. */
export function worstGiven(t: Turn): string | undefined {
  const given = [
    // what is expected has rated nothing yet, so that no word of a person stands against it
    ...(expects(t.state, t.context.now.getTime()) ? [] : (t.context.firing?.severities ?? [])),
    ...(t.state.countGave === undefined ? [] : [t.state.countGave]),
  ];
  return t.playbook.severities.find((s) => given.includes(s.id))?.id;
}

/** The rules that are due by now. */
const dueNow = (t: Turn): DueRule[] =>
  [...dueRules(t.state, t.playbook)].filter(({ due }) => Date.parse(due) <= t.context.now.getTime());

/** Changes the severity: clocks while unacknowledged and cadences start anew. What is due by that is left to the caller. */
export function changeSeverity(t: Turn, severity: string, by: string, because: string): void {
  const against = by === 'rule' || by === 'count' ? undefined : worstGiven(t);
  const rated = { severity, by, ...(against === undefined ? {} : { against }) };
  if (severity === t.state.severity) {
    t.emit({ type: 'SeverityConfirmed', ...rated }, because);
    return;
  }
  const raised = rankOf(t, severity) < rankOf(t, t.state.severity);
  const before = new Set(dueNow(t).map(({ rule }) => rule.id));
  const promised = promises(t.state, t.playbook);
  t.emit({ type: 'SeverityRated', ...rated, ...(promised === undefined ? {} : { promised }) }, because);
  t.happen('severity-changed', because);
  if (raised) pageForRaise(t, by);
  else for (const due of dueNow(t)) if (!before.has(due.rule.id)) skip(t, due, `passed over: lowered to ${severity}`);
  if (raised && t.state.phase !== 'detect' && t.state.phase !== 'assess') {
    openRoomIfDue(t, because);
    t.happen('assessed', because, { once: true });
  }
}

/** Whether a signal that fires rates the incident worse: one that planned work expects rates nothing. `now` in milliseconds. */
export const raisesBySignal = (i: Incident, playbook: Playbook, given: string, now: number): boolean =>
  !expects(i, now) && raises(i, playbook, given);

/** Whether a severity that a source gives is worse than what stands, and than what a person has set against it. */
export function raises({ severity, standsAgainst }: Incident, { severities }: Playbook, given: string): boolean {
  const rank = (id: string): number => severities.findIndex((s) => s.id === id);
  return rank(given) < rank(severity) && (standsAgainst === undefined || rank(given) < rank(standsAgainst));
}
