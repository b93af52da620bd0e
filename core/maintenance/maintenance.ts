import * as z from 'zod';
import type { Context } from '#core/incident/context';
import { stateOf } from '#core/incident/opening';
import { knownOf } from '#core/incident/rules/known';
import { Facts, type Open } from '#core/incident/state';
import { Turn } from '#core/incident/turn';
import { own } from '#core/own';
import { seconds } from '#core/playbook/words';
import { type Expanded, rulesBefore, valueFor } from '#core/rules/expand';
import { holds } from '#core/rules/holds';

/** Planned work as it is declared in advance; its start opens an incident. Instants are ISO. */
export const Maintenance = z.object({
  id: z.string(),
  title: z.string(),
  services: z.array(z.string()),
  severity: z.string(),
  facts: Facts,
  from: z.string(),
  until: z.string(),
  /** Who leads it, and acknowledges it by that; absent where nobody of people.yaml does. */
  lead: z.string().optional(),
  by: z.string(),
  at: z.string(),
  stands: z.enum(['planned', 'begun', 'cancelled']),
  /** When rules have told of its present start, by rule. */
  told: z.record(z.string(), z.string()),
  cancelled: z.object({ by: z.string(), at: z.string(), reason: z.string().optional() }).optional(),
});
export type Maintenance = z.infer<typeof Maintenance>;

/** The incident that the work would be now: what conditions and templates see before it begins. */
export function foreseen(m: Maintenance, context: Context): Open {
  const t = new Turn(undefined, context);
  const { severities, services } = t.playbook;
  const severity = severities.some(({ id }) => id === m.severity) ? m.severity : (severities.at(-1)?.id ?? '');
  const service = m.services.find((one) => own(services, one) !== undefined);
  const window = { id: m.id, from: m.from, until: m.until, services: m.services, severity };
  const opening = { id: m.id, by: m.by, title: m.title, speed: 1, service, facts: m.facts, maintenance: window };
  const rated = { severity, severityBecause: `planned by ${m.by}` };
  return {
    ...stateOf(t, opening, undefined, rated),
    openedAt: m.from,
    detectedAt: m.from,
    beganAt: m.from,
    status: 'planned',
  };
}

/** The rules that are still to tell of the present start, each with its time. */
export function toldBefore(m: Maintenance, context: Context): { rule: Expanded; due: string }[] {
  if (m.stands !== 'planned') return [];
  const { playbook } = context.pack;
  const rules = rulesBefore(playbook).filter(({ id }) => own(m.told, id) === undefined);
  if (rules.length === 0) return [];
  const known = knownOf(foreseen(m, context), playbook, Date.parse(m.from));
  return rules.flatMap((rule) => {
    const before = valueFor(rule.before, m.severity);
    if (before === undefined || !holds(rule.if, known)) return [];
    return [{ rule, due: new Date(Date.parse(m.from) - seconds(before) * 1000).toISOString() }];
  });
}

/** All that is due of it: what rules tell before its start, and the start. */
export const maintenanceDues = (m: Maintenance, context: Context): string[] =>
  m.stands === 'planned' ? [...toldBefore(m, context).map(({ due }) => due), m.from] : [];
