import { Metrics } from '@aws-lambda-powertools/metrics';
import { provides } from '#adapters/aws/provide';
import type { Ports } from '#app/ports';
import { dimensionsOf, namespace, service, units } from '#core/published-metrics';

/** Metrics as lines of the log that CloudWatch reads (EMF), one line each, at once. */
export function emfMetrics(): Ports['metrics'] {
  const metrics = new Metrics({ namespace, serviceName: service });
  return {
    put(metric) {
      // A metric of its own: dimensions of one must not stick to the next, nor wait for an end of the invocation.
      metrics
        .singleMetric()
        .addDimensions(dimensionsOf(metric))
        .addMetric(metric.name, units[metric.name], metric.value);
    },
  };
}

export const metricPorts = provides('metrics', emfMetrics);
