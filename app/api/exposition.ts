import type { Seen } from './seen.ts';

/** The media type of Prometheus' text format (prometheus.io/docs, exposition formats). */
export const expositionType = 'text/plain; version=0.0.4; charset=utf-8';

interface Metric {
  name: string;
  type: 'counter' | 'gauge';
  help: string;
  /** Undefined where there is nothing to tell. */
  of: (seen: readonly Seen[]) => number | undefined;
}

const durations = (seen: readonly Seen[]): number[] =>
  seen.flatMap(({ times }) => times.filter(({ name }) => name === 'duration').map(({ seconds }) => seconds));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** A counter counts what is past changing: an incident counts once its severity has been assessed, else it would move from one to another. */
const metrics: readonly Metric[] = [
  {
    name: 'incidents_total',
    type: 'counter',
    help: 'Incidents whose severity has been assessed.',
    of: (seen) => seen.filter(({ assessed }) => assessed).length,
  },
  {
    name: 'incidents_open',
    type: 'gauge',
    help: 'Incidents that are open.',
    of: (seen) => seen.filter(({ open }) => open).length,
  },
  {
    name: 'incidents_resolved_total',
    type: 'counter',
    help: 'Incidents that have been resolved, false alarms and duplicates excepted.',
    of: (seen) => durations(seen).length,
  },
  {
    name: 'incident_resolution_time_seconds',
    type: 'gauge',
    help: 'Mean time from detection to resolution.',
    of: (seen) => (durations(seen).length === 0 ? undefined : sum(durations(seen)) / durations(seen).length),
  },
  {
    name: 'incident_resolution_seconds_total',
    type: 'counter',
    help: 'Sum of the times from detection to resolution.',
    of: (seen) => sum(durations(seen)),
  },
];

/** Metrics by severity in Prometheus' text format; a severity of the playbook without incidents counts zero. */
export function expositionOf(incidents: readonly Seen[], severities: readonly string[]): string {
  const all = [...new Set([...severities, ...incidents.map(({ severity }) => severity)])];
  return metrics
    .flatMap(({ name, type, help, of }) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${type}`,
      ...all.flatMap((severity) => {
        const value = of(incidents.filter((one) => one.severity === severity));
        return value === undefined ? [] : [`${name}{severity="${severity}"} ${value}`];
      }),
    ])
    .map((line) => `${line}\n`)
    .join('');
}
