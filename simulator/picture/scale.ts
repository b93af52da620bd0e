/** Where things stand on a line of time from 0 to 1. The minutes after the opening have as much room as the days that follow, so the scale is logarithmic. */
export interface Scale {
  at: (seconds: number) => number;
  /** Times that the axis names, far enough apart to be read on a narrow screen. */
  ticks: { seconds: number; label: string }[];
}

const MINUTE = 60;
const named: [number, string][] = [
  [0, '0'],
  [MINUTE, '1m'],
  [5 * MINUTE, '5m'],
  [15 * MINUTE, '15m'],
  [3600, '1h'],
  [4 * 3600, '4h'],
  [12 * 3600, '12h'],
  [86_400, '1d'],
  [3 * 86_400, '3d'],
  [7 * 86_400, '7d'],
  [14 * 86_400, '14d'],
  [30 * 86_400, '30d'],
  [90 * 86_400, '90d'],
  [365 * 86_400, '1y'],
];
/** As much of the line's length lies between two names at least. */
const APART = 0.1;

export function scaleTo(end: number): Scale {
  const whole = Math.log1p(Math.max(end, MINUTE) / MINUTE);
  const at = (seconds: number): number => Math.min(1, Math.log1p(Math.max(0, seconds) / MINUTE) / whole);
  const ticks: Scale['ticks'] = [];
  for (const [seconds, label] of named) {
    const last = ticks.at(-1);
    if (seconds <= end && (last === undefined || at(seconds) - at(last.seconds) >= APART))
      ticks.push({ seconds, label });
  }
  return { at, ticks };
}
