import type { Incident, Verifying } from '../state.ts';
import { clocked, type Evolution, unchanged } from './apply.ts';

/** Only an open incident verifies. */
const verifyingBy = (s: Incident, change: (now: Verifying | undefined) => Verifying | undefined): Incident =>
  s.life === 'open' ? { ...s, verifying: change(s.verifying) } : s;

/** The verification of a fix and its stability loop, and the report on it. */
export const verification = {
  FixReported: (s, { by, at, reason }) =>
    clocked({ ...s, ...(reason === undefined ? {} : { fix: { by, at, reason } }) }, { progressAt: at }),
  VerificationBegun: (s, { until }) =>
    verifyingBy(s, (now) => ({ mode: 'verify', n: now?.n ?? 0, until, passes: 0, loop: 0, exhausted: false })),
  Measured: (s, { n, passes, mode, until, loop, loopFrom, readings }) => {
    const from = loopFrom === undefined ? {} : { loopFrom };
    const next = { mode, n: n + 1, until, passes, loop, exhausted: false, ...from };
    return { ...verifyingBy(s, () => next), lastMeasured: readings };
  },
  StabilityRestarted: (s, { until, loopFrom, loop }) =>
    verifyingBy(s, (now) => now && { ...now, until, loopFrom, loop, passes: 0 }),
  Exhausted: (s) => verifyingBy(s, (now) => now && { ...now, exhausted: true }),
  ReportWritten: unchanged,
  ReviewLate: unchanged,
} satisfies Partial<Evolution>;
