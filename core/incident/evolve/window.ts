import type { Evolution } from './apply.ts';

/** The window of planned work. */
export const window = {
  WindowMoved: (s, { until }) => (s.maintenance === undefined ? s : { ...s, maintenance: { ...s.maintenance, until } }),
  WindowEnded: (s, { firing }) =>
    s.maintenance === undefined
      ? s
      : { ...s, maintenance: { ...s.maintenance, ended: true, ...(firing === 0 ? {} : { overran: true as const }) } },
} satisfies Partial<Evolution>;
