/** One value for CloudWatch. Each custom metric is billed, so there are two for a severity; all times of an incident are in the API. */
export type PublishedMetric =
  | { name: 'TimeToAcknowledge' | 'TimeToResolve'; severity: string; value: number }
  | { name: 'SweepFailed'; value: number }
  /** Links that were never made, or are incomplete: by far the most are guesses. */
  | { name: 'LinkRefused'; value: number };

/** Where the functions write their metrics and where the construct's alarms and dashboards look for them. */
export const namespace = 'Tocsin';

/** The dimension that every published metric has. */
export const service = 'tocsin';

/** The unit of each published metric. */
export const units = {
  TimeToAcknowledge: 'Seconds',
  TimeToResolve: 'Seconds',
  SweepFailed: 'Count',
  LinkRefused: 'Count',
} as const satisfies Record<PublishedMetric['name'], string>;

/** The dimensions of a published metric beside `service`. */
export const dimensionsOf = (metric: { name: PublishedMetric['name']; severity?: string }): Record<string, string> =>
  metric.severity === undefined ? {} : { severity: metric.severity };

const spans = { response: 'TimeToAcknowledge', duration: 'TimeToResolve' } as const;

/** The published ones among an incident's times, both counted from its detection. */
export const publishedOf = (times: { name: string; seconds: number }[], severity: string): PublishedMetric[] =>
  times.flatMap(({ name, seconds }) =>
    name === 'response' || name === 'duration' ? [{ name: spans[name], severity, value: seconds }] : [],
  );
