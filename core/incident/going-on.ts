import { own } from '#core/own';
import { END, type RunbookStep, titleOf } from '#core/playbook/runbook';
import type { PlanStep } from './plan-record.ts';
import type { Turn } from './turn.ts';

/** A step of a runbook as a plan begins with it. */
export const toDo = ({ id }: RunbookStep): PlanStep => ({ id, way: 'do', status: 'waiting', tries: 0 });

/**
 * The run goes on after a step. Further down, what lies between is skipped. Further up, all from there on stands in the plan once more: each
 * start keeps an entry of its own, so that no action is started twice under one key, and all that was done can be undone.
 */
export function goOn(t: Turn, index: number, to: string | undefined): void {
  const { plan } = t.state;
  if (to === undefined || plan === undefined) return;
  const rest = plan.steps.slice(index + 1);
  const ahead = to === END ? rest.length : rest.findIndex(({ id }) => id === to);
  if (ahead >= 0) {
    for (const [n, passed] of rest.slice(0, ahead).entries())
      t.emit(
        { type: 'StepChanged', index: index + 1 + n, step: { ...passed, status: 'skipped' } },
        `passed over: on to ${to}`,
      );
    return;
  }
  const all = own(t.context.pack.runbooks, plan.runbook ?? '')?.steps ?? [];
  const from = all.findIndex(({ id }) => id === to);
  const first = all[from];
  if (first === undefined) throw new Error(`${plan.runbook} has no step ${to}`);
  t.emit({ type: 'WentBack', index, to, steps: all.slice(from).map(toDo) }, `back to: ${titleOf(first)}`);
}

/** Whether a step lies further up than another, or is the same. */
export const isBack = (steps: readonly RunbookStep[], from: string, to: string): boolean => {
  const target = steps.findIndex(({ id }) => id === to);
  return target >= 0 && target <= steps.findIndex(({ id }) => id === from);
};

/** How often a run has gone back from one step to another. */
export const timesBack = (t: Pick<Turn, 'state'>, from: string, to: string): number =>
  (t.state.plan?.steps ?? []).filter(({ id, back }) => id === from && back === to).length;
