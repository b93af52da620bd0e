import { resolved } from './closing.ts';
import { whatKeeps } from './kept.ts';
import type { Answer } from './outbox.ts';
import { go } from './position.ts';
import { verifyingOf } from './state.ts';
import { after, inWords, iso, wholeSecond } from './time.ts';
import type { Turn } from './turn.ts';

/** What the machine of `resolve` hears: the verdict, and when the next measurement is due. */
export const verdict = (t: Turn, word: 'again' | 'resolved' | 'failed' | 'exhausted' | 'held'): Answer =>
  word === 'again'
    ? { verdict: word, until: verifyingOf(t.state)?.until ?? iso(t.context.now), n: verifyingOf(t.state)?.n ?? 0 }
    : { verdict: word, until: t.at, n: 0 };

/** Begins to verify: the first measurement is due after the playbook's wait. */
export function beginToVerify(t: Turn, because = firstMeasurement(t)): void {
  const until = after(t.at, t.playbook.verification.settle, t.state.speed);
  t.emit({ type: 'VerificationBegun', until }, because);
}

const firstMeasurement = (t: Turn): string =>
  t.because(`first measurement after ${inWords(t.playbook.verification.settle)}`, 'verification');

/** The instant from which a loop counts: the second that is now. */
export const thisSecond = (t: Turn): string => wholeSecond(t.context.now.getTime() - 999);

/** When the stability loop measures next, never in the past. */
export function nextMeasurement(t: Turn, from: string): string {
  const next = after(from, t.playbook.verification.stability?.interval ?? '60s', t.state.speed);
  return Date.parse(next) > t.context.now.getTime() ? next : wholeSecond(t.context.now.getTime());
}

/** Verification holds, and so does stability: resolved, unless a signal fires or flaps, or a task must be done first. Then a person is asked, and the last recovery or tick resolves. */
export function holds(t: Turn, because: string): Answer {
  const kept = whatKeeps(t);
  if (kept !== undefined) {
    t.emit({ type: 'ResolutionHeld' }, `${because}; not resolved: ${kept}`);
    return verdict(t, 'held');
  }
  resolved(t, because);
  return verdict(t, 'resolved');
}

/** Back to mitigation after a verification that failed; the caller moves the phase. */
export function verificationFailed(t: Turn, because: string): void {
  const outcome = t.state.plan?.outcome;
  if (outcome === 'mitigated' || outcome === 'running')
    t.emit({ type: 'PlanEnded', outcome: 'failed-verification' }, because);
  t.status('verificationFailed', because);
  t.happen('verification-failed', because);
}

/** The verification itself failed: the machine goes back to mitigation. */
export function fails(t: Turn, because: string): Answer {
  verificationFailed(t, `verification failed: ${because}`);
  go(t, 'mitigate', 'verification failed');
  return verdict(t, 'failed');
}

/** The loop ended without enough passes: it starts again as often as the playbook says, then a person decides. */
export function loopEnded(t: Turn, because: string): Answer {
  const { stability, exhausted } = t.playbook.verification;
  const verifying = verifyingOf(t.state);
  t.status('unstable', because);
  t.happen('unstable', because);
  if (verifying !== undefined && stability !== undefined && verifying.loop <= stability.restarts) {
    const loopFrom = thisSecond(t);
    const until = after(loopFrom, stability.interval, t.state.speed);
    t.emit({ type: 'StabilityRestarted', until, loopFrom, loop: verifying.loop + 1 }, because);
    return verdict(t, 'again');
  }
  t.emit({ type: 'Exhausted' }, because);
  t.page(exhausted.ask, {
    rule: 'exhausted',
    // the same visit may be exhausted again after measuring anew
    round: t.state.seq,
    unless: 'resolved',
    because,
    why: 'fix is not stable',
  });
  return verdict(t, 'exhausted');
}
