import { type CheckStep, INTERVAL, titleOf } from '#core/playbook/runbook';
import { seconds } from '#core/playbook/words';
import { checksIn } from '#core/rules/reads';
import { isBack, timesBack } from './going-on.ts';
import { judge } from './judge.ts';
import type { Answer } from './outbox.ts';
import { afterStep, type CurrentStep, endStep, runbookOf, stepAnswer } from './plan.ts';
import type { PlanStep } from './plan-record.ts';
import type { Measured } from './state.ts';
import { after, inWords, iso } from './time.ts';
import type { Turn } from './turn.ts';

/** A machine waits so long at once, and then asks where the incident stands: another fix may have been reported. */
export const LONGEST_PAUSE_SECONDS = 60;
/** A look that comes so much too late comes from another run: what was not looked at in between is not known to have held. */
const LATE_SECONDS = 120;

/** What a machine does until a step goes on: it waits, or, where that is long yet, looks in between. */
export function pause(until: string, now: Date): 'wait' | 'look' | undefined {
  const left = Date.parse(until) - now.getTime();
  if (left <= 0) return undefined;
  return left <= LONGEST_PAUSE_SECONDS * 1000 ? 'wait' : 'look';
}

/** The checks that must be read before it is known how a step goes on. */
export const checksOfStep = ({ step, said }: Pick<CurrentStep, 'step' | 'said'>): string[] =>
  step.status === 'waiting' ? checksIn(said.if) : 'check' in said ? Object.keys(said.check) : [];

const pausing = (t: Turn, until: string): Answer | undefined => {
  const how = pause(until, t.context.now);
  return how === undefined ? undefined : stepAnswer(t, how, { until });
};

/** Begins a wait, or a check; the checks are read when its `wait` is over. */
export function beginToWait(t: Turn, { index, step, said }: CurrentStep, wait = '0s'): Answer {
  const until = after(t.at, wait, t.state.speed);
  t.emit(
    { type: 'StepChanged', index, step: { ...step, status: 'running', startedAt: t.at, until } },
    seconds(wait) === 0 ? titleOf(said) : `${titleOf(said)}: after ${inWords(wait)}`,
  );
  return pausing(t, until) ?? stepAnswer(t, 'next');
}

/** A wait that is over is done. */
export function waited(t: Turn, { index, step }: CurrentStep, wait: string): Answer {
  const paused = pausing(t, step.until ?? t.at);
  if (paused !== undefined) return paused;
  endStep(t, index, step, { outcome: 'done', output: `waited ${inWords(wait)}` });
  return afterStep(t);
}

/** A check whose time to look has come, with what was read for it; without that, the machine reads it first. */
export function looked(t: Turn, at: CurrentStep, said: CheckStep, readings: Measured[] | undefined): Answer {
  const { index, step } = at;
  const paused = pausing(t, step.until ?? t.at);
  if (paused !== undefined) return paused;
  if (readings === undefined) return stepAnswer(t, 'measure', { index });
  const criteria = Object.entries(said.check).map(([check, limits]) => ({ id: check, check, ...limits }));
  const { pass, because } = judge(criteria, readings);
  if (!pass) return orElse(t, at, said, because);
  if (said.for === undefined) {
    endStep(t, index, step, { outcome: 'done', output: because });
    return afterStep(t);
  }
  const heldFrom = beginning(t, step, said);
  const whole = after(heldFrom, said.for, t.state.speed);
  if (Date.parse(whole) <= t.context.now.getTime()) {
    endStep(t, index, step, { outcome: 'done', output: `${because}, for ${inWords(said.for)}` });
    return afterStep(t);
  }
  const next = after(iso(t.context.now), said.interval ?? INTERVAL, t.state.speed);
  const until = Date.parse(next) < Date.parse(whole) ? next : whole;
  const looks = (step.looks ?? 0) + 1;
  t.emit({ type: 'StepChanged', index, step: { ...step, until, looks, heldFrom } }, because);
  return pausing(t, until) ?? stepAnswer(t, 'next');
}

/** Since when it has held at every look: a gap between them begins the time anew. */
function beginning(t: Turn, { heldFrom, until }: PlanStep, { interval = INTERVAL }: CheckStep): string {
  const now = iso(t.context.now);
  if (heldFrom === undefined || until === undefined) return now;
  const late = (t.context.now.getTime() - Date.parse(until)) / 1000;
  return late > Math.max(LATE_SECONDS, seconds(interval) / t.state.speed) ? now : heldFrom;
}

/** It does not hold: the run fails, or goes on elsewhere, further up only as often as the runbook says. */
function orElse(t: Turn, { index, step }: CurrentStep, said: CheckStep, because: string): Answer {
  const ways = said.else;
  const steps = runbookOf(t)?.steps ?? [];
  const back = ways !== 'fail' && isBack(steps, step.id, ways.goto) ? ways.goto : undefined;
  const times = back === undefined ? 0 : timesBack(t, step.id, back);
  if (ways === 'fail') endStep(t, index, step, { outcome: 'failed', output: because });
  else if (back !== undefined && times >= (ways.atMost ?? 0))
    endStep(t, index, step, { outcome: 'failed', output: `${because}, also after going back ${times} times` });
  else
    endStep(
      t,
      index,
      { ...step, ...(back === undefined ? {} : { back }) },
      { outcome: 'done', output: because, goto: ways.goto },
    );
  return afterStep(t);
}
