import type { Evolution } from './apply.ts';

/** Questions, decisions, and the plan under way. */
export const mitigation = {
  QuestionAsked: (s, e) => ({ ...s, question: e.question }),
  QuestionWithdrawn: (s) => ({ ...s, question: undefined }),
  DecisionMade: (s, { question, option, by, at, reason }) => ({
    ...s,
    question: undefined,
    decisions: [...s.decisions, { question, option, by, at, ...(reason === undefined ? {} : { reason }) }],
    progressAt: at,
  }),
  EvidenceGathered: (s, e) => ({ ...s, evidence: e.readings }),
  PlanMade: (s, e) => ({ ...s, plan: e.plan, attempts: e.plan.attempt, progressAt: e.at }),
  StepChanged: (s, e) =>
    s.plan === undefined
      ? s
      : { ...s, plan: { ...s.plan, steps: s.plan.steps.with(e.index, e.step) }, progressAt: e.at },
  UndoPlanned: (s, e) =>
    s.plan === undefined ? s : { ...s, plan: { ...s.plan, steps: [...s.plan.steps, ...e.steps] } },
  PlanEnded: (s, e) => (s.plan === undefined ? s : { ...s, plan: { ...s.plan, outcome: e.outcome } }),
} satisfies Partial<Evolution>;
