import { seconds } from '#core/playbook/words';
import type { Command, Where } from '../command.ts';
import { criteriaOf, judge } from '../judge.ts';
import type { Answer } from '../outbox.ts';
import { after, iso, wholeSecond } from '../time.ts';
import type { Turn } from '../turn.ts';
import { resolved } from './closing.ts';
import { ask } from './questions.ts';
import { go, stand } from './where.ts';

/** When the next measurement is due: after the playbook's wait at the start, else where a run that died left off. */
export function beginVerification(t: Turn, where: Where): Answer {
  stand(t, where, 'resolve');
  const { verifying } = t.state;
  if (verifying === undefined || verifying.exhausted) {
    const until = after(t.at, t.playbook.verification.settle, t.state.speed);
    t.emit(
      { type: 'VerificationBegun', until },
      t.because(`first measurement after ${t.playbook.verification.settle}`, 'verification'),
    );
  }
  return { verdict: 'again', until: t.state.verifying?.until ?? iso(t.context.now), n: t.state.verifying?.n ?? 0 };
}

/** Judges one measurement: first the verification, then the stability loop with its passes in a row. */
export function measured(t: Turn, c: Extract<Command, { do: 'measured' }>): Answer {
  stand(t, c, 'resolve');
  const { verification } = t.playbook;
  const { verifying } = t.state;
  if (verifying === undefined || verifying.n !== c.n)
    return {
      verdict: 'again',
      until: verifying?.until ?? iso(t.context.now),
      n: verifying?.n ?? 0,
      visit: t.state.visit,
    };
  const verdict = judge(criteriaOf(t.state, t.context.pack), c.readings);
  const because = t.because(verdict.because, 'verification.pass');
  const { mode: judged } = verifying;
  const record = (m: {
    passes: number;
    mode: 'verify' | 'stability';
    until: string;
    loopFrom?: string;
    loop: number;
  }) => t.emit({ type: 'Measured', n: c.n, readings: c.readings, judged, pass: verdict.pass, ...m }, because);
  const loop = verification.stability;
  const next = (from: string) => {
    const step = after(from, loop?.interval ?? '60s', t.state.speed);
    return Date.parse(step) > t.context.now.getTime() ? step : wholeSecond(t.context.now.getTime());
  };
  if (verifying.mode === 'verify') {
    if (!verdict.pass) {
      record({ passes: 0, mode: 'verify', until: verifying.until, loop: 0 });
      return fail(t, because);
    }
    const from = wholeSecond(t.context.now.getTime() - 999);
    record({ passes: 0, mode: 'stability', until: next(from), loopFrom: from, loop: 1 });
    t.status('verified', because);
    t.tell('verified', because);
    return loop === undefined ? hold(t, because) : again(t);
  }
  const passes = verdict.pass ? verifying.passes + 1 : 0;
  const loopFrom = verifying.loopFrom ?? t.at;
  record({ passes, mode: 'stability', until: next(verifying.until), loopFrom, loop: verifying.loop });
  if (loop === undefined || passes >= loop.passes)
    return hold(t, t.because(`${passes} passes in a row`, 'verification.stability'));
  const end = Date.parse(loopFrom) + (seconds(loop.total) * 1000) / t.state.speed;
  if (Date.parse(t.state.verifying?.until ?? t.at) <= end) return again(t);
  return exhausted(t, t.because(`no ${loop.passes} passes in a row within ${loop.total}`, 'verification.stability'));
}

const again = (t: Turn): Answer => ({
  verdict: 'again',
  until: t.state.verifying?.until ?? t.at,
  n: t.state.verifying?.n ?? 0,
  visit: t.state.visit,
});

function hold(t: Turn, because: string): Answer {
  resolved(t, because);
  return { verdict: 'resolved', until: t.at, n: 0, visit: t.state.visit };
}

function fail(t: Turn, because: string): Answer {
  t.emit({ type: 'PlanEnded', outcome: 'failed-verification' }, because);
  t.status('verificationFailed', `verification failed: ${because}`);
  t.tell('verification-failed', `verification failed: ${because}`);
  go(t, 'mitigate', 'verification failed');
  return { verdict: 'failed', until: t.at, n: 0, visit: t.state.visit };
}

/** The loop is over without what it needs: it starts again as often as the playbook says, then a person decides. */
function exhausted(t: Turn, because: string): Answer {
  const { stability, exhausted: question } = t.playbook.verification;
  const { verifying } = t.state;
  t.status('unstable', because);
  t.tell('unstable', because);
  if (verifying !== undefined && stability !== undefined && verifying.loop <= stability.restarts) {
    const from = wholeSecond(t.context.now.getTime() - 999);
    t.emit(
      {
        type: 'StabilityRestarted',
        until: after(from, stability.interval, t.state.speed),
        loopFrom: from,
        loop: verifying.loop + 1,
      },
      because,
    );
    return again(t);
  }
  t.emit({ type: 'Exhausted' }, because);
  t.page(question.ask, {
    rule: 'exhausted',
    // the same visit may be exhausted again after measuring anew
    round: t.state.seq,
    unless: 'resolved',
    because,
    why: 'fix does not hold',
  });
  return { verdict: 'exhausted', until: t.at, n: 0, visit: t.state.visit };
}

export function askWhatNext(t: Turn, where: Where): Answer {
  stand(t, where, 'resolve');
  if (t.state.verifying?.exhausted !== true) return { answered: 'measure' };
  const { exhausted: q } = t.playbook.verification;
  ask(t, 'what-next', {
    ask: q.ask,
    text: 'Stability could not be shown. What now?',
    options: [
      { id: 'measure', title: 'Measure again' },
      { id: 'mitigate', title: 'Mitigate again' },
      { id: 'resolve', title: 'Resolve all the same' },
    ],
    again: q.again,
    because: t.because('the stability loop is exhausted', 'verification.exhausted'),
  });
  return { answered: false };
}

/** The person's word on an exhausted loop; the machine asks where we are unless it only measures again. */
export function whatNext(t: Turn, option: string, by: string): void {
  const because = `${option}, chosen by ${by}`;
  if (option === 'measure')
    t.emit({ type: 'VerificationBegun', until: after(t.at, t.playbook.verification.settle, t.state.speed) }, because);
  else if (option === 'resolve') resolved(t, because, true);
  else {
    t.emit({ type: 'PlanEnded', outcome: 'failed-verification' }, because);
    t.status('verificationFailed', because);
    t.tell('verification-failed', because);
    t.emit({ type: 'PhaseEntered', phase: 'mitigate', jump: true }, because);
    t.effect(`supersede.${t.state.visit}`, { do: 'supersede' });
  }
}
