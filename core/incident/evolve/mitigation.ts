import type { Incident, Measured, OpenQuestion } from '../state.ts';
import { actionsAfter, afterActionEnded } from './actions.ts';
import { clocked, type Evolution } from './apply.ts';

/** While it is open questions are about the work, afterwards about the review; over, nothing is asked. */
function withQuestion(s: Incident, question: OpenQuestion | undefined): Incident {
  if (question === undefined) return 'question' in s ? { ...s, question: undefined } : s;
  const { slot, ...asked } = question;
  if (slot === 'review')
    return s.life === 'resolved' || s.life === 'closed' ? { ...s, question: { ...asked, slot } } : s;
  return s.life === 'open' ? { ...s, question: { ...asked, slot } } : s;
}

/** Bytes of decisions that an incident keeps; the timeline has them all. */
const KEPT = 16_000;

/** The newest of a list that together stay within what is kept. */
function newest<T>(all: readonly T[]): T[] {
  let bytes = 0;
  const from = all.findLastIndex((one) => {
    bytes += new TextEncoder().encode(JSON.stringify(one)).length;
    return bytes > KEPT;
  });
  return all.slice(from + 1);
}

/** The newest reading of each check. */
const withReadings = (before: readonly Measured[], now: readonly Measured[]): Measured[] => [
  ...before.filter(({ check }) => !now.some((reading) => reading.check === check)),
  ...now,
];

/** Questions, decisions, and the plan under way. */
export const mitigation = {
  QuestionAsked: (s, e) => withQuestion(s, e.question),
  QuestionWithdrawn: (s) => withQuestion(s, undefined),
  DecisionMade: (s, { question, option, by, at, reason }) => {
    const decision = { question, option, by, at, ...(reason === undefined ? {} : { reason }) };
    return clocked(
      { ...withQuestion(s, undefined), decisions: newest([...s.decisions, decision]) },
      { progressAt: at },
    );
  },
  EvidenceGathered: (s, e) => ({ ...s, evidence: e.readings }),
  RunbookProposed: (s, e) => ({ ...s, proposal: e.proposal }),
  PlanMade: (s, { plan, byRule, at }) => {
    const started = byRule === undefined ? {} : { startedByRule: [...(s.startedByRule ?? []), plan.runbook ?? ''] };
    const next = { ...s, ...started, plan, proposal: undefined, attempts: plan.attempt, fix: undefined };
    return clocked(next, { progressAt: at });
  },
  StepChanged: (s, e) => {
    if (s.plan === undefined) return s;
    const before = s.plan.steps[e.index]?.status;
    const plan = { ...s.plan, steps: s.plan.steps.with(e.index, e.step) };
    const evidence = e.readings === undefined ? s.evidence : withReadings(s.evidence, e.readings);
    const changed = { ...s, plan, evidence, actions: actionsAfter(s, e) };
    // a step that starts or ends is progress; another look at one that goes on is none
    return before === e.step.status ? changed : clocked(changed, { progressAt: e.at });
  },
  WentBack: (s, e) =>
    s.plan === undefined
      ? s
      : { ...s, plan: { ...s.plan, steps: [...s.plan.steps.slice(0, e.index + 1), ...e.steps] } },
  ActionEnded: afterActionEnded,
  UndoPlanned: (s, e) =>
    s.plan === undefined ? s : { ...s, plan: { ...s.plan, steps: [...s.plan.steps, ...e.steps] } },
  PlanEnded: (s, e) => (s.plan === undefined ? s : { ...s, plan: { ...s.plan, outcome: e.outcome } }),
} satisfies Partial<Evolution>;
