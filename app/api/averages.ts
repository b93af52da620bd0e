import { metricsOf } from '#core/incident/metrics';
import type { Incident } from '#core/incident/state';

/** Times of the incidents of one severity: how many there were, and means in seconds. */
export interface Averages {
  severity: string;
  incidents: number;
  open: number;
  means: Record<string, { seconds: number; of: number }>;
}

/** Mean times by severity, in the order given; what has not happened counts in no mean. */
export function averagesOf(incidents: Incident[], severities: readonly string[]): Averages[] {
  const ids = [...new Set([...severities, ...incidents.map((i) => i.severity)])];
  return ids.map((severity) => {
    const of = incidents.filter((i) => i.severity === severity);
    const spans = of.flatMap(metricsOf);
    const means = [...new Set(spans.map((s) => s.name))].map((name) => {
      const values = spans.filter((s) => s.name === name).map((s) => s.seconds);
      const sum = values.reduce((total, seconds) => total + seconds, 0);
      return [name, { seconds: Math.round(sum / values.length), of: values.length }] as const;
    });
    return {
      severity,
      incidents: of.length,
      open: of.filter((i) => i.life === 'open').length,
      means: Object.fromEntries(means),
    };
  });
}
