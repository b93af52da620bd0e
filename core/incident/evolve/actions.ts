import { type Action, hasEnded, isWatched, MOST_ACTIONS } from '#core/action/action';
import { actionKey } from '#core/action/key';
import { cut } from '#core/message/plain-text';
import type { Event } from '../events.ts';
import type { PlanStep } from '../plan-record.ts';
import type { Incident } from '../state.ts';

/** UTF-16 units of an output that the incident remembers, as messages may show it; the event has it whole. */
const OUTPUT = 200;

const stateOf: Record<PlanStep['status'], Action['state'] | undefined> = {
  waiting: undefined,
  held: undefined,
  asked: undefined,
  skipped: undefined,
  claimed: 'claimed',
  running: 'running',
  done: 'succeeded',
  failed: 'failed',
  unknown: 'unknown',
};

/** The incident's actions after a change of a step; a step that has no target is no action, or none that was started. */
export function actionsAfter(
  s: Incident,
  { index, step, at }: Extract<Event, { type: 'StepChanged' }>,
): Action[] | undefined {
  const state = stateOf[step.status];
  if (s.plan === undefined || step.target === undefined || state === undefined) return s.actions;
  const { attempt, option, runbook } = s.plan;
  const key = actionKey(s.id, { cycle: s.cycle, attempt, index, tries: step.tries });
  const { id, way, target, startedAt = at, output } = step;
  const ended = isWatched({ state }) ? {} : { endedAt: at };
  const said = output === undefined ? {} : { output: cut(output, OUTPUT) };
  const action = {
    key,
    target,
    cycle: s.cycle,
    attempt,
    option,
    // what acts is a step of a runbook
    runbook: runbook ?? '',
    step: id,
    way,
    state,
    startedAt,
    ...ended,
    ...said,
  };
  return kept([...(s.actions ?? []).filter((a) => a.key !== key), action]);
}

/** What became of an action when nobody waited for it: remembered, and with it the step of the plan that started it. */
export function afterActionEnded(
  s: Incident,
  { key, outcome, output, at }: Extract<Event, { type: 'ActionEnded' }>,
): Incident {
  const ended = { state: outcome, endedAt: at, output: cut(output, OUTPUT) };
  const actions = s.actions?.map((a) => (a.key === key ? { ...a, ...ended } : a));
  const { plan } = s;
  const status = { succeeded: 'done', failed: 'failed', unknown: 'unknown' } as const;
  const steps = plan?.steps.map((step, index) =>
    actionKey(s.id, { cycle: s.cycle, attempt: plan.attempt, index, tries: step.tries }) === key &&
    step.target !== undefined
      ? { ...step, status: status[outcome], output }
      : step,
  );
  return { ...s, actions, ...(plan === undefined || steps === undefined ? {} : { plan: { ...plan, steps } }) };
}

/** The oldest that have ended are forgotten first: what may still be running never is. */
function kept(actions: Action[]): Action[] {
  let excess = actions.length - MOST_ACTIONS;
  return actions.filter((a) => {
    if (excess <= 0 || !hasEnded(a)) return true;
    excess -= 1;
    return false;
  });
}
