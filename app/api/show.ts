import * as z from 'zod';
import { lackingOf } from '#core/incident/each';
import { metricsOf } from '#core/incident/metrics';
import { Plan } from '#core/incident/plan-record';
import { slots } from '#core/incident/questions/slots';
import { approvalId } from '#core/incident/rules/approve';
import { type Incident, Measured, questionOf, reviewOf, verifyingOf } from '#core/incident/state';
import { executionName, type MachineName } from '#core/machines';
import { pageOf } from '#core/message/link';

const At = z.iso.datetime({ offset: true });
const Link = z.string();

/** An incident as the API shows it: `status` is the playbook's word, `state` the engine's; what has not happened is left out. */
export const Shown = z
  .object({
    id: z.string(),
    title: z.string(),
    severity: z.string(),
    severityBecause: z.string(),
    status: z.string(),
    state: z.enum(['open', 'resolved', 'closed', 'reviewed', 'ended']),
    phase: z.string(),
    cycle: z.number(),
    version: z.number(),
    source: z.string(),
    service: z.string().optional(),
    rule: z.string().optional(),
    category: z.string().optional(),
    reporter: z.string().optional(),
    previous: z.string().optional(),
    maintenance: z
      .object({ id: z.string(), from: At, until: At, services: z.array(z.string()) })
      .optional()
      .meta({ description: 'It is planned work, whose services’ alarms wake nobody until then' }),
    openedAt: At,
    detectedAt: At,
    beganAt: At,
    acknowledged: z.object({ by: z.string(), at: At }).optional(),
    each: z
      .record(z.string(), z.object({ acknowledged: z.array(z.string()), lacking: z.array(z.string()) }))
      .optional()
      .meta({ description: 'Lists of which each must acknowledge, as they were paged last: who has, and who has not' }),
    firstPublicAt: At.optional(),
    resolvedAt: At.optional(),
    watchUntil: At.optional(),
    closedAt: At.optional(),
    reviewedAt: At.optional(),
    ended: z.object({ at: At, as: z.string(), of: z.string().optional() }).optional(),
    roles: z.record(z.string(), z.string()),
    question: z
      .object({
        id: z.string(),
        kind: z.string(),
        text: z.string(),
        ask: z.string(),
        options: z.array(z.object({ id: z.string(), title: z.string() })),
        askedAt: At,
        times: z.number(),
      })
      .optional(),
    approvals: z
      .array(z.object({ id: z.string(), rule: z.string(), text: z.string(), askedAt: At, times: z.number() }))
      .meta({
        description:
          'Rules that wait for an approval, with the text that they will send word by word; answered as a decision',
      }),
    decisions: z.array(
      z.object({
        question: z.string(),
        option: z.string(),
        by: z.string(),
        at: At,
        reason: z.string().optional(),
      }),
    ),
    plan: Plan.optional(),
    verification: z
      .object({
        mode: z.enum(['verify', 'stability']),
        passes: z.number(),
        next: At,
        loop: z.number(),
        exhausted: z.boolean(),
        readings: z.array(Measured),
      })
      .optional(),
    triage: z.array(Measured),
    evidence: z.array(Measured),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    signals: z.array(z.object({ key: z.string(), title: z.string(), state: z.enum(['firing', 'recovered']), at: At })),
    updates: z.record(z.string(), z.object({ at: At, n: z.number() })),
    checklist: z.record(z.string(), z.string()),
    prepared: z
      .record(z.string(), z.string())
      .optional()
      .meta({ description: 'Texts that were made for tasks of this cycle, to be used word by word, by task' }),
    review: z
      .object({
        at: At.optional(),
        until: At.optional(),
        items: z.array(z.string()),
        publishedBy: z.string().optional(),
      })
      .optional(),
    metrics: z.record(z.string(), z.number()).meta({ description: 'Seconds; what has not happened is left out' }),
    links: z.object({
      self: Link,
      page: Link.meta({ description: 'Its page for people; it leads to a personal link' }),
      timeline: Link,
      report: Link,
      invitation: Link.optional(),
      previous: Link.optional(),
      console: Link.meta({ description: 'Its execution in the Step Functions console' }),
      phases: z.record(z.string(), Link).meta({ description: 'The latest execution of each phase' }),
    }),
  })
  .meta({ id: 'Incident' });
export type Shown = z.infer<typeof Shown>;

function preparedIn({ acts = {} }: Incident): { prepared?: Record<string, string> } {
  const texts = Object.values(acts).flatMap((act) => Object.entries(act.texts ?? {}));
  return texts.length === 0 ? {} : { prepared: Object.fromEntries(texts) };
}

function eachIn(i: Incident): Shown['each'] {
  const lists = Object.entries(i.each ?? {});
  if (lists.length === 0) return undefined;
  return Object.fromEntries(
    lists.map(([target, { by }]) => [target, { acknowledged: by, lacking: lackingOf(i, target) ?? [] }]),
  );
}

/** Where things are to be seen. */
export interface Places {
  apiUrl: string;
  publicUrl: string;
  link: (machine: MachineName, name: string) => string;
}

/** The incident in the API's form. `phases` are names of executions by phase; without them those of the present phase. */
export function show(
  i: Incident,
  version: number,
  { apiUrl, publicUrl, link }: Places,
  phases: Partial<Record<MachineName, string>> = present(i),
): Shown {
  const self = `${apiUrl}/v1/incidents/${i.id}`;
  const { acknowledged } = i;
  const question = questionOf(i);
  const verifying = verifyingOf(i);
  const review = reviewOf(i);
  const all = {
    id: i.id,
    title: i.title,
    severity: i.severity,
    severityBecause: i.severityBecause,
    status: i.status,
    state: i.life,
    phase: i.phase,
    cycle: i.cycle,
    version,
    source: i.source,
    service: i.service,
    rule: i.rule,
    category: i.category,
    reporter: i.reporter,
    previous: i.previous,
    maintenance:
      i.maintenance === undefined
        ? undefined
        : {
            id: i.maintenance.id,
            from: i.maintenance.from,
            until: i.maintenance.until,
            services: i.maintenance.services,
          },
    openedAt: i.openedAt,
    detectedAt: i.detectedAt,
    beganAt: i.beganAt,
    acknowledged: acknowledged === undefined ? undefined : { by: acknowledged.by, at: acknowledged.at },
    each: eachIn(i),
    firstPublicAt: i.firstPublicAt,
    ...ends(i),
    roles: i.roles,
    question:
      question === undefined
        ? undefined
        : {
            id: question.id,
            kind: slots[question.slot].name,
            text: question.text,
            ask: question.ask,
            options: question.options,
            askedAt: question.askedAt,
            times: question.times,
          },
    approvals: Object.entries(i.approvals ?? {}).map(([rule, { text, askedAt, times, seq }]) => ({
      id: approvalId({ id: rule }, { seq }),
      rule,
      text,
      askedAt,
      times,
    })),
    decisions: i.decisions.map((d) => ({ ...d, question: slots[d.question].name })),
    plan: i.plan,
    verification:
      verifying === undefined
        ? undefined
        : {
            mode: verifying.mode,
            passes: verifying.passes,
            next: verifying.until,
            loop: verifying.loop,
            exhausted: verifying.exhausted,
            readings: i.lastMeasured,
          },
    triage: i.snapshot,
    evidence: i.evidence,
    facts: i.facts,
    signals: Object.entries(i.signals).map(([key, { title, state, at }]) => ({ key, title, state, at })),
    updates: i.updates,
    checklist: i.checklist,
    ...preparedIn(i),
    review,
    metrics: Object.fromEntries(metricsOf(i).map((m) => [m.name, m.seconds])),
    links: {
      self,
      page: pageOf(publicUrl, i.id),
      timeline: `${self}/timeline`,
      report: `${self}/report`,
      invitation: review?.at === undefined ? undefined : `${self}/report.ics`,
      previous: i.previous === undefined ? undefined : `${apiUrl}/v1/incidents/${i.previous}`,
      console: link('lifecycle', executionName(i.id, i.run.n)),
      phases: Object.fromEntries(
        Object.entries(phases).map(([phase, name]) => [phase, link(phase as MachineName, name)]),
      ),
    },
  };
  // as JSON does: what is undefined is not there
  return JSON.parse(JSON.stringify(all)) as Shown;
}

function ends(i: Incident): Partial<Pick<Shown, 'resolvedAt' | 'watchUntil' | 'closedAt' | 'reviewedAt' | 'ended'>> {
  switch (i.life) {
    case 'open':
      return {};
    case 'resolved':
      return { resolvedAt: i.resolvedAt, ...(i.watchUntil === undefined ? {} : { watchUntil: i.watchUntil }) };
    case 'closed':
      return { resolvedAt: i.resolvedAt, closedAt: i.closedAt };
    case 'reviewed':
      return { resolvedAt: i.resolvedAt, closedAt: i.closedAt, reviewedAt: i.reviewedAt };
    case 'ended':
      return { ended: { at: i.endedAt, as: i.endedAs, ...(i.of === undefined ? {} : { of: i.of }) } };
  }
}

/** Whether a phase runs while the communicate phase does. */
export const besideCommunicate = (phase: string): boolean => phase === 'mitigate' || phase === 'resolve';

function present({ id, run, phase, visit, communicateVisit }: Incident): Partial<Record<MachineName, string>> {
  if (phase === 'over') return {};
  return {
    [phase]: executionName(id, run.n, phase, visit),
    ...(besideCommunicate(phase) ? { communicate: executionName(id, run.n, 'communicate', communicateVisit) } : {}),
  };
}
