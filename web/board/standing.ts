import { shownTime } from '#core/calendar';
import type { Told } from '#core/incident/replay';
import { type Incident, questionOf, verifyingOf } from '#core/incident/state';
import { type PhaseName, phases } from '#core/machines';
import { own } from '#core/own';
import { type Known, secondText, short, timeText } from './talk.ts';

/** How it stands with one phase: done, running, failed and to be taken again, not begun, or not needed any more. */
export interface Standing {
  is: 'done' | 'current' | 'failed' | 'waiting' | 'left-out';
  words: string;
}

const order = (phase: PhaseName): number => phases.indexOf(phase);
/** Whether communication runs beside a phase. */
const beside = (phase: PhaseName): boolean => phase === 'mitigate' || phase === 'resolve';
/** Phases besides the one that runs beside others, in their order. */
const walked: readonly PhaseName[] = phases.filter((phase) => phase !== 'communicate');

/** What an open incident is busy with, in a few words. */
export function busyWith(i: Incident, known: Known): string {
  const question = questionOf(i);
  switch (question?.slot) {
    case 'choice':
      return 'waiting for a mitigation decision';
    case 'approval':
      return 'waiting for approval';
    case 'step':
      return 'waiting for a person';
    case 'what-next':
      return 'waiting for a decision';
    case 'severity':
      return 'severity to be confirmed';
    case 'review':
      return 'review to be published';
    case undefined:
      break;
  }
  const verifying = verifyingOf(i);
  if (i.phase === 'resolve' && verifying !== undefined) {
    const needed = known.pack.playbook.verification.stability?.passes;
    const passes =
      verifying.mode === 'stability' && needed !== undefined ? `${verifying.passes} of ${needed} passes, ` : '';
    return `${passes}next check ${timeText(known, verifying.until)}`;
  }
  const step =
    i.plan?.outcome === 'running'
      ? i.plan.steps.find((s) => s.status === 'running' || s.status === 'claimed')
      : undefined;
  if (i.phase === 'mitigate' && step !== undefined)
    return short(
      own(known.pack.runbooks, i.plan?.runbook ?? '')?.steps.find((s) => s.id === step.id)?.title ?? step.id,
      60,
    );
  if (i.life === 'resolved' && i.watchUntil !== undefined) return `watched until ${timeText(known, i.watchUntil)}`;
  return i.phase === 'over' ? 'over' : 'running';
}

/** Each phase as it stands; `events` say when one was left. */
export function standingOf(i: Incident, known: Known, events: readonly Told[]): (phase: PhaseName) => Standing {
  const entered = events.filter((e) => e.type === 'PhaseEntered' || e.type === 'Reopened' || e.type === 'Opened');
  const leftAt = (phase: PhaseName): string => {
    const n = entered.findLastIndex((e) => (e.type === 'PhaseEntered' ? e.phase : 'detect') === phase);
    const next = entered[n + 1];
    return n < 0 || next === undefined ? 'done' : `done ${secondText(known, next.at)}`;
  };
  const now = i.phase === 'over' ? undefined : i.phase;
  const lastJudged = events.findLast(
    (e) => e.type === 'Measured' || e.type === 'VerificationBegun' || e.type === 'Reopened',
  );
  const failed = i.life === 'open' && i.phase === 'mitigate' && lastJudged?.type === 'Measured' && !lastJudged.pass;
  // of the phases entered since the opening or the last re-opening, the last
  const last = entered.at(-1);
  const endedIn = last?.type === 'PhaseEntered' && last.phase !== 'over' ? last.phase : 'detect';
  return (phase) => {
    if (i.life === 'ended') {
      if (phase === endedIn || (phase === 'communicate' && beside(endedIn)))
        return { is: 'done', words: `ended ${secondText(known, i.endedAt)}` };
      return order(phase) < order(endedIn) && phase !== 'communicate'
        ? { is: 'done', words: leftAt(phase) }
        : { is: 'left-out', words: 'not reached' };
    }
    if (phase === 'communicate') {
      if (i.life !== 'open') return { is: 'done', words: 'done' };
      return now !== undefined && beside(now)
        ? { is: 'current', words: 'runs until resolved' }
        : { is: 'waiting', words: 'not begun' };
    }
    if (phase === now) {
      const attempt =
        phase === 'mitigate' && i.attempts > 0 && i.plan?.outcome !== 'running' ? `attempt ${i.attempts + 1}, ` : '';
      return { is: 'current', words: `${attempt}${busyWith(i, known)}` };
    }
    if (phase === 'resolve' && failed)
      return { is: 'failed', words: `failed ${shownTime('UTC', new Date(lastJudged.at), known.now)}` };
    if (now === undefined || order(phase) < order(now)) return { is: 'done', words: leftAt(phase) };
    return { is: 'waiting', words: 'not begun' };
  };
}

/** The phases one after the other, for a bar: how many are done, and which runs. */
export const walkOf = (i: Incident): ('y' | 'x' | '')[] => {
  const at = i.phase === 'over' ? walked.length : walked.findIndex((phase) => phase === i.phase);
  return walked.map((_, n) => (n < at ? 'y' : n === at ? 'x' : ''));
};
