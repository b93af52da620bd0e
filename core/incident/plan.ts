import { actionKey } from '#core/action/key';
import { own } from '#core/own';
import type { Act, RunbookStep } from '#core/playbook/mitigation';
import type { Answer } from './outbox.ts';
import type { PlanStep } from './plan-record.ts';
import { go } from './position.ts';
import { after } from './time.ts';
import type { Turn } from './turn.ts';

/** The step that the plan stands at, with what its runbook says of it. */
export interface CurrentStep {
  index: number;
  step: PlanStep;
  said: RunbookStep;
  /** Names its present start. */
  key: string;
}

export function current(t: Pick<Turn, 'state' | 'context'>): CurrentStep | undefined {
  const { plan } = t.state;
  if (plan === undefined || plan.outcome !== 'running') return undefined;
  const index = plan.steps.findIndex((s) => !isSettled(s));
  const step = plan.steps[index];
  const said = own(t.context.pack.runbooks, plan.runbook)?.steps.find((s) => s.id === step?.id);
  if (step === undefined || said === undefined) return undefined;
  const { id, cycle } = t.state;
  return { index, step, said, key: actionKey(id, { cycle, attempt: plan.attempt, index, tries: step.tries }) };
}

/** Whether the machine of `mitigate` looks at the action itself. */
export const isAwaited = (t: Pick<Turn, 'state' | 'context'>, key: string): boolean => {
  const at = t.state.phase === 'mitigate' ? current(t) : undefined;
  return at !== undefined && at.key === key;
};

/** Nothing more comes of this step. */
export const isSettled = (s: PlanStep): boolean =>
  s.status === 'done' || s.status === 'failed' || s.status === 'skipped';

/** What a step runs on the protected system, if anything. */
export const actOf = ({ step, said }: Pick<CurrentStep, 'step' | 'said'>): Act | undefined =>
  said.kind !== 'act' ? undefined : step.way === 'undo' ? said.undo : said.act;

/** When a running step is given up. */
export const givenUpAt = (step: PlanStep, said: RunbookStep, speed: number): string | undefined =>
  said.kind === 'act' && step.startedAt !== undefined ? after(step.startedAt, said.timeout, speed) : undefined;

/** What a step's task answers. */
export const stepAnswer = (t: Turn, verdict: string, more: Answer = {}): Answer => ({
  visit: t.state.visit,
  ...more,
  verdict,
});

/** Whether a step ran is not known: a person is asked, and it is never started again by itself. */
export function unclear(t: Turn, index: number, step: PlanStep, output: string): void {
  t.emit({ type: 'StepChanged', index, step: { ...step, status: 'unknown', output } }, `outcome unclear: ${output}`);
}

/** A step has ended. After a failure the later ones are skipped and those done are undone, last first; the last undo ends the attempt. */
export function endStep(t: Turn, index: number, step: PlanStep, outcome: 'done' | 'failed', output: string): void {
  t.emit({ type: 'StepChanged', index, step: { ...step, status: outcome, output } }, output);
  if (outcome === 'done') {
    if (step.way === 'undo' && t.state.plan?.steps.every(isSettled) === true) failAttempt(t, 'undone');
    return;
  }
  if (step.way === 'undo') {
    failAttempt(t, output);
    return;
  }
  for (const [n, later] of (t.state.plan?.steps ?? []).entries())
    if (later.status === 'waiting')
      t.emit({ type: 'StepChanged', index: n, step: { ...later, status: 'skipped' } }, 'not reached');
  const undo = undoable(t);
  if (undo.length === 0) failAttempt(t, output);
  else t.emit({ type: 'UndoPlanned', steps: undo }, 'a later step failed: what was done is undone, last first');
}

function undoable(t: Turn): PlanStep[] {
  const { plan } = t.state;
  const runbook = plan === undefined ? undefined : own(t.context.pack.runbooks, plan.runbook);
  return (plan?.steps ?? [])
    .filter((s) => s.way === 'do' && s.status === 'done')
    .filter((s) => runbook?.steps.some((r) => r.id === s.id && r.kind === 'act' && r.undo !== undefined) === true)
    .reverse()
    .map((s) => ({ id: s.id, way: 'undo' as const, status: 'waiting' as const, tries: 0 }));
}

/** Another fix was reported: the plan is no longer what mends the incident, and nothing more of it is started. */
export function replacePlan(t: Turn, because: string): void {
  const outcome = t.state.plan?.outcome;
  if (outcome === 'running' || outcome === 'mitigated') t.emit({ type: 'PlanEnded', outcome: 'replaced' }, because);
}

/** The attempt has failed: the status goes back, those whom the playbook names are told, and a new decision is asked for. */
function failAttempt(t: Turn, output: string): void {
  t.emit({ type: 'PlanEnded', outcome: 'failed' }, output);
  t.status('attemptFailed', `the attempt failed: ${output}`);
  t.tell('attempt-failed', `the attempt failed: ${output}`);
}

/** No step is left: mitigated, unless one of them failed. */
export function finishPlan(t: Turn): Answer {
  if (t.state.plan?.steps.some((s) => s.status === 'failed') === true) {
    failAttempt(t, 'undone');
    return stepAnswer(t, 'choose');
  }
  t.emit({ type: 'PlanEnded', outcome: 'mitigated' }, 'all steps done');
  go(t, 'resolve', 'mitigated');
  return stepAnswer(t, 'mitigated');
}
