import * as z from 'zod';
import { seconds } from '#core/playbook/words';
import { commandOfTask } from '../command-of.ts';
import { criteriaOf, judge } from '../judge.ts';
import type { Answer } from '../outbox.ts';
import { Measured, type Verifying, verifyingOf } from '../state.ts';
import type { Turn } from '../turn.ts';
import { fails, holds, loopEnded, nextMeasurement, thisSecond, verdict } from '../verifying.ts';

interface Measurement {
  n: number;
  readings: Measured[];
  pass: boolean;
  because: string;
}

/** Resolve: judges one measurement, first for the verification, then for the stability loop with its passes in a row. */
export const measured = commandOfTask(
  'measured',
  'resolve',
  { n: z.int().min(0), readings: z.array(Measured) },
  (t, { n, readings }) => {
    const verifying = verifyingOf(t.state);
    const judged = (): Answer => {
      if (verifying === undefined || verifying.n !== n) return verdict(t, 'again');
      const { pass, because } = judge(criteriaOf(t.state, t.context.pack), readings);
      const m = { n, readings, pass, because: t.because(because, 'verification.pass') };
      return verifying.mode === 'verify' ? verify(t, m, verifying) : stabilize(t, m, verifying);
    };
    return { ...judged(), visit: t.state.visit };
  },
);

function verify(t: Turn, { because, ...m }: Measurement, { until }: Verifying): Answer {
  if (!m.pass) {
    t.emit({ type: 'Measured', ...m, judged: 'verify', passes: 0, mode: 'verify', until, loop: 0 }, because);
    return fails(t, because);
  }
  const loopFrom = thisSecond(t);
  const loop = { mode: 'stability', until: nextMeasurement(t, loopFrom), loopFrom, loop: 1 } as const;
  t.emit({ type: 'Measured', ...m, judged: 'verify', passes: 0, ...loop }, because);
  t.status('verified', because);
  t.happen('verified', because);
  return t.playbook.verification.stability === undefined ? holds(t, because) : verdict(t, 'again');
}

function stabilize(t: Turn, { because, ...m }: Measurement, verifying: Verifying): Answer {
  const passes = m.pass ? verifying.passes + 1 : 0;
  const loopFrom = verifying.loopFrom ?? t.at;
  const until = nextMeasurement(t, verifying.until);
  const loop = { mode: 'stability', until, loopFrom, loop: verifying.loop } as const;
  t.emit({ type: 'Measured', ...m, judged: 'stability', passes, ...loop }, because);
  const { stability } = t.playbook.verification;
  if (stability === undefined || passes >= stability.passes)
    return holds(t, t.because(`${passes} passes in a row`, 'verification.stability'));
  const end = Date.parse(loopFrom) + (seconds(stability.total) * 1000) / t.state.speed;
  if (Date.parse(until) <= end) return verdict(t, 'again');
  const short = `no ${stability.passes} passes in a row within ${stability.total}`;
  return loopEnded(t, t.because(short, 'verification.stability'));
}
