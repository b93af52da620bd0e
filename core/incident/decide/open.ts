import type { Rule } from '#core/playbook/schema';
import { seconds } from '#core/playbook/words';
import type { Command } from '../command.ts';
import { tellTarget } from '../escalate.ts';
import type { Incident } from '../state.ts';
import { iso } from '../time.ts';
import type { Turn } from '../turn.ts';
import { fireDue } from './clock.ts';
import { recoverIfAllHave } from './signals.ts';

/** What a rule says of a value: its severity, raised at once where a higher limit is passed. */
export function rateByRule(
  rule: Rule,
  critical: boolean,
  value: number | undefined,
  facts: Record<string, string | number | boolean> = {},
): { severity: string; because: string } {
  const unit = rule.threshold?.unit === undefined ? '' : ` ${rule.threshold.unit}`;
  for (const higher of rule.higher) {
    const measured = higher.fact === undefined ? value : facts[higher.fact];
    if (typeof measured !== 'number' || measured <= higher.above) continue;
    const what = higher.fact === undefined ? `${measured}${unit}` : `${higher.fact} ${measured}`;
    return {
      severity: higher.severity,
      because: `${rule.title}: ${what} > ${higher.above}${higher.fact === undefined ? unit : ''}`,
    };
  }
  if (critical && rule.severityIfCritical !== undefined) {
    return { severity: rule.severityIfCritical, because: `${rule.title}: a critical service` };
  }
  return {
    severity: rule.severity,
    because: value === undefined ? `${rule.title}: no value given` : `${rule.title}: ${value}${unit}`,
  };
}

/** Opens an incident: severity with its reason, clocks from now, first pages from this very transaction. */
export function open(t: Turn, c: Extract<Command, { do: 'open' }>): void {
  const now = iso(t.context.now);
  const { playbook } = t;
  const index = playbook.detection.rules.findIndex((r) => r.id === c.signal?.rule);
  const rule = playbook.detection.rules[index];
  const critical = c.service !== undefined && playbook.services[c.service]?.critical === true;
  const rated =
    c.severity !== undefined
      ? { severity: c.severity, because: `declared by ${c.by}` }
      : rule === undefined
        ? {
            severity: playbook.detection.otherwise.severity,
            because: t.because('no rule of the playbook is named', 'detection.otherwise'),
          }
        : rateByRule(rule, critical, c.signal?.value, c.facts);
  const because = rule === undefined ? rated.because : t.because(rated.because, `detection.rules.${index}`);
  const detectedAt = c.signal?.at ?? now;
  const beganAt =
    c.signal?.began ?? iso(Date.parse(detectedAt) - (rule?.for === undefined ? 0 : seconds(rule.for) * 1000));
  const { key, at } = c.signal ?? {};
  const signals: Incident['signals'] =
    key === undefined || at === undefined ? {} : { [key]: { state: 'firing', at, title: c.signal?.title ?? c.title } };
  const state: Incident = {
    v: 1,
    life: 'open',
    id: c.id,
    title:
      rule === undefined
        ? c.title
        : [rule.title, c.service === undefined ? undefined : playbook.services[c.service]?.title]
            .filter((w) => w !== undefined)
            .join(': '),
    ...(c.service === undefined ? {} : { service: c.service }),
    ...(rule === undefined ? {} : { rule: rule.id }),
    ...(rule?.category === undefined ? {} : { category: rule.category }),
    source: c.signal?.source ?? 'manual',
    ...(c.signal === undefined ? { reporter: c.reporter ?? c.by } : {}),
    ...(c.previous === undefined ? {} : { previous: c.previous }),
    openedAt: now,
    detectedAt,
    beganAt,
    playbook: t.context.pack.hash,
    speed: c.speed,
    severity: rated.severity,
    severityBecause: because,
    status: playbook.statuses.opened,
    cycle: 1,
    cycleFrom: now,
    phase: 'detect',
    visit: 1,
    communicateVisit: 1,
    run: { n: 1, deaths: [] },
    signals,
    unacknowledgedFrom: now,
    epoch: 0,
    roles: {},
    done: {},
    paged: [],
    told: [],
    updates: {},
    reminded: {},
    progressAt: now,
    snapshot: [],
    evidence: [],
    facts: { ...c.facts, ...(c.signal?.value === undefined ? {} : { signalValue: c.signal.value }) },
    decisions: [],
    attempts: 0,
    lastMeasured: [],
    checklist: {},
    seq: 0,
    lastAt: now,
  };
  const opening = c.signal === undefined ? `declared by ${c.by}` : `${c.signal.source}: ${c.signal.summary}`;
  t.emit({ type: 'Opened', state }, opening);
  if (c.previous !== undefined)
    t.emit({ type: 'Linked', previous: c.previous }, `the same signal opened ${c.previous} before`);
  t.emit({ type: 'SeverityConfirmed', severity: rated.severity, by: 'rule' }, because);
  t.effect('run.1', { do: 'start-run', run: 1 });
  t.tell('opened', because, { once: true });
  const rung = playbook.severities.findIndex((r) => r.id === rated.severity);
  const owner = playbook.severities[rung]?.pagesNobody?.owner;
  if (owner !== undefined)
    tellTarget(t, owner, t.because(`${rated.severity} pages nobody: its owner is told`, `severities.${rung}`));
  if (c.recoveredAt !== undefined && c.signal !== undefined) {
    const { key, title } = c.signal;
    t.emit({ type: 'SignalRecovered', key, title, signalAt: c.recoveredAt }, 'its recovery arrived before it did');
    recoverIfAllHave(t, 'recovered before the incident opened');
  }
  fireDue(t, t.context.now);
}
