import type { RunbookStep } from '#core/playbook/mitigation';
import type { Command, Where } from '../command.ts';
import type { Answer } from '../outbox.ts';
import type { PlanStep } from '../state.ts';
import { after } from '../time.ts';
import type { Turn } from '../turn.ts';
import { ask } from './questions.ts';
import { go, stand } from './where.ts';

/** The step that the plan stands at, with what its runbook says of it. */
export function current(
  t: Pick<Turn, 'state' | 'context'>,
): { index: number; step: PlanStep; said: RunbookStep } | undefined {
  const { plan } = t.state;
  if (plan === undefined || plan.outcome !== 'running') return undefined;
  const index = plan.steps.findIndex((s) => !isSettled(s));
  const step = plan.steps[index];
  const said = t.context.pack.runbooks[plan.runbook]?.steps.find((s) => s.id === step?.id);
  return step === undefined || said === undefined ? undefined : { index, step, said };
}

const isSettled = (s: PlanStep): boolean => s.status === 'done' || s.status === 'failed' || s.status === 'skipped';

/** Names one start of an action within its incident: another start, after a person has approved it, has another name. */
export const actionName = (cycle: number, attempt: number, index: number, step: PlanStep): string =>
  `${cycle}.${attempt}.${index}.${step.tries}`;

/** At most once: a step is claimed in the incident before anything is started. */
export function claimStep(t: Turn, where: Where): Answer {
  stand(t, where, 'mitigate');
  const { plan } = t.state;
  if (plan === undefined || plan.outcome !== 'running') return { verdict: 'choose', visit: t.state.visit };
  const at = current(t);
  if (at === undefined) return finish(t);
  const { index, step, said } = at;
  const key = `${t.state.id}.${actionName(t.state.cycle, plan.attempt, index, step)}`;
  const common = { visit: t.state.visit, index, key };
  if (step.status === 'running') return { ...common, verdict: 'look' };
  // what only reads may be read again
  if (step.status === 'claimed' && said.kind === 'read') return { ...common, verdict: 'read' };
  if (step.status === 'claimed')
    return unclear(t, index, step, 'it was claimed and no answer came: whether it ran is not known', common);
  if (step.status === 'unknown' || step.status === 'asked') return { ...common, verdict: 'ask-person' };
  if (said.kind === 'human' && step.way === 'do') {
    t.emit({ type: 'StepChanged', index, step: { ...step, status: 'asked', startedAt: t.at } }, said.title);
    return { ...common, verdict: 'ask-person' };
  }
  t.emit(
    { type: 'StepChanged', index, step: { ...step, status: 'claimed', startedAt: t.at } },
    `${step.way === 'undo' ? 'undo: ' : ''}${said.title}`,
  );
  return { ...common, verdict: said.kind === 'read' ? 'read' : 'start' };
}

export function stepStarted(t: Turn, c: Extract<Command, { do: 'step-started' }>): Answer {
  stand(t, c, 'mitigate');
  const step = t.state.plan?.steps[c.index];
  if (step?.status === 'claimed')
    t.emit(
      { type: 'StepChanged', index: c.index, step: { ...step, status: 'running', handle: c.handle } },
      `runs as ${c.handle}`,
    );
  return { verdict: 'look' };
}

export function stepEnded(t: Turn, c: Extract<Command, { do: 'step-ended' }>): Answer {
  stand(t, c, 'mitigate');
  const step = t.state.plan?.steps[c.index];
  const common = { visit: t.state.visit };
  if (step === undefined || isSettled(step)) return { ...common, verdict: 'next' };
  if (c.outcome === 'unknown') return unclear(t, c.index, step, c.output, common);
  end(t, c.index, step, c.outcome, c.output);
  if (t.state.plan?.outcome !== 'running') return { ...common, verdict: 'choose' };
  return current(t) === undefined ? finish(t) : { ...common, verdict: 'next' };
}

function unclear(t: Turn, index: number, step: PlanStep, output: string, common: Answer): Answer {
  t.emit({ type: 'StepChanged', index, step: { ...step, status: 'unknown', output } }, `outcome unclear: ${output}`);
  return { ...common, verdict: 'ask-person' };
}

function end(t: Turn, index: number, step: PlanStep, outcome: 'done' | 'failed', output: string): void {
  t.emit({ type: 'StepChanged', index, step: { ...step, status: outcome, output } }, output);
  if (outcome === 'done') {
    const { plan } = t.state;
    if (step.way === 'undo' && plan?.steps.every(isSettled) === true) failAttempt(t, 'undone');
    return;
  }
  for (const [n, later] of (t.state.plan?.steps ?? []).entries()) {
    if (step.way === 'do' && later.status === 'waiting')
      t.emit({ type: 'StepChanged', index: n, step: { ...later, status: 'skipped' } }, 'not reached');
  }
  const undo = step.way === 'do' ? undoable(t) : [];
  if (undo.length > 0)
    t.emit({ type: 'UndoPlanned', steps: undo }, 'a later step failed: what was done is undone, last first');
  else failAttempt(t, output);
}

function undoable(t: Turn): PlanStep[] {
  const { plan } = t.state;
  const runbook = plan === undefined ? undefined : t.context.pack.runbooks[plan.runbook];
  return (plan?.steps ?? [])
    .filter((s) => s.way === 'do' && s.status === 'done')
    .filter((s) => runbook?.steps.some((r) => r.id === s.id && r.kind === 'act' && r.undo !== undefined) === true)
    .reverse()
    .map((s) => ({ id: s.id, way: 'undo' as const, status: 'waiting' as const, tries: 0 }));
}

/** The attempt has failed: the status goes back, those whom the playbook names are told, and the question is asked anew. */
function failAttempt(t: Turn, output: string): void {
  t.emit({ type: 'PlanEnded', outcome: 'failed' }, output);
  t.status('attemptFailed', `the attempt failed: ${output}`);
  t.tell('attempt-failed', `the attempt failed: ${output}`);
}

function finish(t: Turn): Answer {
  const undone = t.state.plan?.steps.some((s) => s.status === 'failed') === true;
  if (undone) {
    failAttempt(t, 'undone');
    return { verdict: 'choose', visit: t.state.visit };
  }
  t.emit({ type: 'PlanEnded', outcome: 'mitigated' }, 'all steps are done');
  go(t, 'resolve', 'mitigated');
  return { verdict: 'mitigated', visit: t.state.visit };
}

/** Asks a person: a step by hand, or what became of an action whose outcome is unclear. */
export function askStep(t: Turn, where: Where): Answer {
  stand(t, where, 'mitigate');
  const at = current(t);
  if (at === undefined || (at.step.status !== 'asked' && at.step.status !== 'unknown')) return { answered: 'next' };
  const { step, said } = at;
  const human = said.kind === 'human' && step.status === 'asked';
  const text = human
    ? said.instruction
    : `${said.title}: its outcome is unclear (${step.output ?? 'no answer'}). What became of it?`;
  const { choice } = t.playbook.mitigation;
  ask(t, 'step', {
    ask: human ? said.ask : choice.ask,
    text,
    options: [
      { id: 'done', title: 'It is done' },
      { id: 'failed', title: 'It failed' },
      ...(human ? [] : [{ id: 'start-again', title: 'Start it again' }]),
    ],
    again: human ? said.again : choice.again,
    because: said.title,
  });
  return { answered: false };
}

export function afterPersonStep(t: Turn, option: string, by: string): void {
  const at = current(t);
  if (at === undefined) return;
  if (option === 'start-again') {
    t.emit(
      {
        type: 'StepChanged',
        index: at.index,
        step: { id: at.step.id, way: at.step.way, status: 'waiting', tries: at.step.tries + 1 },
      },
      `start approved again by ${by}`,
    );
    return;
  }
  end(t, at.index, at.step, option === 'done' ? 'done' : 'failed', `says ${by}`);
}

/** When a running step is given up. */
export const givenUpAt = (step: PlanStep, said: RunbookStep, speed: number): string | undefined =>
  said.kind === 'act' && step.startedAt !== undefined ? after(step.startedAt, said.timeout, speed) : undefined;
