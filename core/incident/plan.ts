import { actionKey } from '#core/action/key';
import { own } from '#core/own';
import type { Act } from '#core/playbook/mitigation';
import type { Runbook, RunbookStep } from '#core/playbook/runbook';
import { goOn } from './going-on.ts';
import type { Answer } from './outbox.ts';
import type { PlanStep } from './plan-record.ts';
import { go } from './position.ts';
import type { Measured } from './state.ts';
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
  const said = step === undefined ? undefined : saidOf(t, step);
  if (step === undefined || said === undefined) return undefined;
  const { id, cycle } = t.state;
  return { index, step, said, key: actionKey(id, { cycle, attempt: plan.attempt, index, tries: step.tries }) };
}

/** The runbook of the plan. */
export const runbookOf = ({ state, context }: Pick<Turn, 'state' | 'context'>): Runbook | undefined =>
  state.plan?.runbook === undefined ? undefined : own(context.pack.runbooks, state.plan.runbook);

/** What the runbook says of a step of the plan. */
const saidOf = (t: Pick<Turn, 'state' | 'context'>, { id }: PlanStep): RunbookStep | undefined =>
  runbookOf(t)?.steps.find((s) => s.id === id);

/** Whether the machine of `mitigate` looks at the action itself. */
export const isAwaited = (t: Pick<Turn, 'state' | 'context'>, key: string): boolean => {
  const at = t.state.phase === 'mitigate' ? current(t) : undefined;
  return at !== undefined && at.key === key;
};

/** Nothing more comes of this step. */
export const isSettled = (s: PlanStep): boolean =>
  s.status === 'done' || s.status === 'failed' || s.status === 'skipped';

/** What a step runs on the protected system, if anything. */
export const actOf = ({ step, said }: Pick<CurrentStep, 'step' | 'said'>): Act | undefined => {
  const act = !('act' in said) ? undefined : step.way === 'undo' ? said.undo : said.act;
  return act === undefined || step.parameters === undefined ? act : { ...act, parameters: step.parameters };
};

/** When a running step is given up. */
export const givenUpAt = (step: PlanStep, said: RunbookStep, speed: number): string | undefined =>
  'act' in said && step.startedAt !== undefined ? after(step.startedAt, said.timeout, speed) : undefined;

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

/** How a step has ended, and what it has read. */
export interface StepEnd {
  outcome: 'done' | 'failed';
  output: string;
  readings?: Measured[] | undefined;
  /** Where the run goes on, if not where the step itself says. */
  goto?: string | undefined;
}

/**
 * A step has ended, and the run goes on where it says. After a failure the later ones are skipped and those done are undone, last first; the
 * last undo ends the attempt.
 */
export function endStep(t: Turn, index: number, step: PlanStep, end: StepEnd): void {
  const { outcome, output, readings } = end;
  const kept = readings === undefined ? {} : { readings };
  t.emit({ type: 'StepChanged', index, step: { ...step, status: outcome, output }, ...kept }, output);
  if (outcome === 'done') {
    if (step.way === 'do') goOn(t, index, end.goto ?? nextOf(saidOf(t, step)));
    else if (t.state.plan?.steps.every(isSettled) === true) failAttempt(t, 'undone');
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

/** Where a step sends the run by itself. */
export const nextOf = (said: RunbookStep | undefined): string | undefined =>
  said === undefined || 'choice' in said ? undefined : said.goto;

function undoable(t: Turn): PlanStep[] {
  const steps = runbookOf(t)?.steps ?? [];
  return (t.state.plan?.steps ?? [])
    .filter((s) => s.way === 'do' && s.status === 'done')
    .filter((s) => steps.some((r) => r.id === s.id && 'act' in r && r.undo !== undefined))
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
  t.happen('attempt-failed', `the attempt failed: ${output}`);
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

/** What the machine does after a step has ended. */
export function afterStep(t: Turn): Answer {
  if (t.state.plan?.outcome !== 'running') return stepAnswer(t, 'choose');
  return current(t) === undefined ? finishPlan(t) : stepAnswer(t, 'next');
}
