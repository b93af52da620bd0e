import * as z from 'zod';
import { metricsOf } from '#core/incident/metrics';
import type { Incident } from '#core/incident/state';
import { asPlanned } from '#core/maintenance/window';

/** Times of the incidents of one severity: how many there were, and means in seconds. */
export const Averages = z.object({
  severity: z.string(),
  incidents: z.int(),
  open: z.int(),
  means: z.record(z.string(), z.object({ seconds: z.number(), of: z.int() })),
});
type Averages = z.infer<typeof Averages>;

/** Mean times by severity, in the order given; what has not happened counts in no mean, and planned work that went as planned is no incident. */
export function averagesOf(all: readonly Incident[], severities: readonly string[]): Averages[] {
  const incidents = all.filter((i) => !asPlanned(i));
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

/** The times of one severity as one line of columns. */
export function averagesText({ severity, incidents, open, means }: Averages): string {
  const times = Object.entries(means).map(([name, { seconds, of }]) => `${name} ${seconds} s (of ${of})`);
  return `${severity.padEnd(6)} ${String(incidents).padStart(4)} incidents ${String(open).padStart(4)} open  ${times.join(', ')}`.trimEnd();
}
