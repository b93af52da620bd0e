import type { Window } from '#core/maintenance/window';
import { own } from '#core/own';
import type { Rule } from '#core/playbook/schema';
import { seconds } from '#core/playbook/words';
import { freshClocks } from './clocks.ts';
import { tellTarget } from './escalation.ts';
import { rateSignal } from './raising.ts';
import type { Signal } from './signal.ts';
import { type Open } from './state.ts';
import { iso } from './time.ts';
import type { Turn } from './turn.ts';

/** What an opening starts from: what a person declares, or a signal. */
export interface Opening {
  id: string;
  by: string;
  title: string;
  speed: number;
  service?: string | undefined;
  severity?: string | undefined;
  /** What a person says; of a signal its rule does. */
  category?: string | undefined;
  reporter?: string | undefined;
  signal?: Signal | undefined;
  facts?: Record<string, string | number | boolean> | undefined;
  previous?: string | undefined;
  maintenance?: Window | undefined;
}

/** Opens an incident: severity with its reason, clocks from now, the first messages. What is due at once is left to the caller. */
export function openIncident(t: Turn, o: Opening): void {
  const rule = t.playbook.detection.rules.find((r) => r.id === o.signal?.rule);
  const rated = ratedBy(t, o);
  const { because } = rated;
  const state = stateOf(t, o, rule, { severity: rated.severity, severityBecause: because });
  const reason =
    o.signal !== undefined
      ? `${o.signal.source}: ${o.signal.summary}`
      : `${o.maintenance === undefined ? 'declared' : 'planned work, declared in advance'} by ${o.by}`;
  t.emit({ type: 'Opened', state }, reason);
  if (o.previous !== undefined)
    t.emit({ type: 'Linked', previous: o.previous }, `the same signal opened ${o.previous} before`);
  t.emit({ type: 'SeverityConfirmed', severity: rated.severity, by: 'rule' }, because);
  t.effect('run.1', { do: 'start-run', run: 1 });
  t.happen('opened', because, { once: true });
  const rung = t.playbook.severities.findIndex((s) => s.id === rated.severity);
  const owner = t.playbook.severities[rung]?.pagesNobody?.owner;
  if (owner !== undefined)
    tellTarget(t, owner, t.because(`${rated.severity} pages nobody; its owner is notified`, `severities.${rung}`));
}

function ratedBy(t: Turn, o: Opening): { severity: string; because: string } {
  if (o.severity !== undefined) return { severity: o.severity, because: `declared by ${o.by}` };
  const { severity, because, path } = rateSignal(t.playbook, { service: o.service, ...o.signal }, o.facts);
  return { severity, because: t.because(because, path) };
}

function titleOf(t: Turn, o: Opening, rule: Rule | undefined): string {
  if (rule === undefined) return o.title;
  const service = o.service === undefined ? undefined : own(t.playbook.services, o.service)?.title;
  return service === undefined ? rule.title : `${rule.title}: ${service}`;
}

/** An incident as it begins. */
export function stateOf(
  t: Turn,
  o: Opening,
  rule: Rule | undefined,
  rated: Pick<Open, 'severity' | 'severityBecause'>,
): Open {
  const now = iso(t.context.now);
  const { signal } = o;
  const category = rule?.category ?? o.category;
  const detectedAt = signal?.at ?? now;
  const lasted = rule?.for === undefined ? 0 : seconds(rule.for) * 1000;
  return {
    v: 2,
    life: 'open',
    id: o.id,
    title: titleOf(t, o, rule),
    ...(o.service === undefined ? {} : { service: o.service }),
    ...(rule === undefined ? {} : { rule: rule.id }),
    ...(category === undefined ? {} : { category }),
    source: signal?.source ?? (o.maintenance === undefined ? 'manual' : 'maintenance'),
    ...(signal === undefined ? { reporter: o.reporter ?? o.by } : {}),
    ...(o.previous === undefined ? {} : { previous: o.previous }),
    ...(o.maintenance === undefined ? {} : { maintenance: o.maintenance }),
    openedAt: now,
    detectedAt,
    beganAt: signal?.began ?? iso(Date.parse(detectedAt) - lasted),
    playbook: t.context.pack.hash,
    speed: o.speed,
    ...rated,
    status: t.playbook.statuses.opened.word,
    cycle: 1,
    phase: 'detect',
    visit: 1,
    communicateVisit: 1,
    run: { n: 1, deaths: [] },
    signals: signal === undefined ? {} : { [signal.key]: { state: 'firing', at: signal.at, title: signal.title } },
    counted: true,
    clocks: freshClocks(now),
    roles: {},
    done: {},
    told: [],
    updates: {},
    snapshot: [],
    evidence: [],
    facts: { ...o.facts, ...(signal?.value === undefined ? {} : { signalValue: signal.value }) },
    decisions: [],
    attempts: 0,
    lastMeasured: [],
    checklist: {},
    seq: 0,
    lastAt: now,
  };
}
