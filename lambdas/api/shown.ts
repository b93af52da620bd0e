import { metricsOf } from '#core/incident/metrics';
import type { Incident } from '#core/incident/state';
import type { MachineName, Ports } from '#core/ports';

const asked = {
  choice: 'resolution-type',
  severity: 'confirm-severity',
  step: 'step',
  'what-next': 'stability',
  review: 'publish-review',
} as const;
const phases: MachineName[] = ['detect', 'assess', 'communicate', 'mitigate', 'resolve', 'post-mortem'];

/** An incident as the API shows it: `status` is the playbook's word, `state` the engine's. */
export function shown(i: Incident, version: number, { executions, deployed }: Pick<Ports, 'executions' | 'deployed'>) {
  const { question, plan, verifying } = i;
  const lifecycle = `${i.id}.${i.run.n}`;
  const self = `${deployed.apiUrl}/v1/incidents/${i.id}`;
  return {
    id: i.id,
    title: i.title,
    severity: i.severity,
    severityBecause: i.severityBecause,
    status: i.status,
    state: i.life,
    phase: i.phase,
    cycle: i.cycle,
    source: i.source,
    service: i.service,
    rule: i.rule,
    reporter: i.reporter,
    previous: i.previous,
    openedAt: i.openedAt,
    detectedAt: i.detectedAt,
    beganAt: i.beganAt,
    acknowledged: i.acknowledged,
    resolvedAt: 'resolvedAt' in i ? i.resolvedAt : undefined,
    closedAt: 'closedAt' in i ? i.closedAt : undefined,
    reviewedAt: 'reviewedAt' in i ? i.reviewedAt : undefined,
    ended: i.life === 'ended' ? { at: i.endedAt, as: i.endedAs, of: i.of } : undefined,
    roles: i.roles,
    question:
      question === undefined
        ? undefined
        : {
            id: question.id,
            kind: asked[question.slot],
            text: question.text,
            ask: question.ask,
            options: question.options,
            askedAt: question.askedAt,
            times: question.times,
          },
    plan:
      plan === undefined
        ? undefined
        : {
            option: plan.option,
            runbook: plan.runbook,
            attempt: plan.attempt,
            outcome: plan.outcome,
            chosenBy: plan.chosenBy,
            steps: plan.steps.map(({ id, way, status, output }) => ({ id, way, status, output })),
          },
    verification:
      verifying === undefined
        ? undefined
        : { mode: verifying.mode, passes: verifying.passes, next: verifying.until, readings: i.lastMeasured },
    triage: i.snapshot,
    signals: i.signals,
    decisions: i.decisions,
    checklist: i.checklist,
    facts: i.facts,
    review: i.review,
    metrics: Object.fromEntries(metricsOf(i).map((m) => [m.name, m.seconds])),
    version,
    links: {
      self,
      timeline: `${self}/timeline`,
      report: `${self}/report`,
      console: executions.link('lifecycle', lifecycle),
      phases: Object.fromEntries(
        phases
          .filter((p) => p === i.phase || p === 'communicate')
          .map((p) => [
            p,
            executions.link(p, `${lifecycle}.${p}.${p === 'communicate' ? i.communicateVisit : i.visit}`),
          ]),
      ),
      ...(i.previous === undefined ? {} : { previous: `${deployed.apiUrl}/v1/incidents/${i.previous}` }),
    },
  };
}
