import { type Evolution, unchanged } from './apply.ts';

/** The verification of a fix and its stability loop. */
export const verification = {
  FixReported: (s, e) => ({ ...s, progressAt: e.at }),
  VerificationBegun: (s, e) => ({
    ...s,
    verifying: { mode: 'verify', n: s.verifying?.n ?? 0, until: e.until, passes: 0, loop: 0, exhausted: false },
  }),
  Measured: (s, { n, passes, mode, until, loop, loopFrom, readings }) => ({
    ...s,
    lastMeasured: readings,
    verifying: {
      mode,
      n: n + 1,
      until,
      passes,
      loop,
      exhausted: false,
      ...(loopFrom === undefined ? {} : { loopFrom }),
    },
  }),
  StabilityRestarted: (s, { until, loopFrom, loop }) =>
    s.verifying === undefined ? s : { ...s, verifying: { ...s.verifying, until, loopFrom, loop, passes: 0 } },
  Exhausted: (s) => (s.verifying === undefined ? s : { ...s, verifying: { ...s.verifying, exhausted: true } }),
  ReportWritten: unchanged,
  ReviewLate: unchanged,
} satisfies Partial<Evolution>;
