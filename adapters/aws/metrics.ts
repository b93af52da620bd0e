import { Metrics } from '@aws-lambda-powertools/metrics';
import { provides } from '#adapters/aws/provide';
import type { Ports } from '#app/ports';

/** Metrics as lines of the log that CloudWatch reads (EMF): namespace `Tocsin`, dimension `service` = `tocsin`, one line each, at once. */
export function emfMetrics(): Ports['metrics'] {
  const metrics = new Metrics({ namespace: 'Tocsin', serviceName: 'tocsin' });
  return {
    put(name, value, unit, dimensions = {}) {
      // A metric of its own: dimensions of one must not stick to the next, nor wait for an end of the invocation.
      metrics.singleMetric().addDimensions(dimensions).addMetric(name, unit, value);
    },
  };
}

export const metricPorts = provides('metrics', emfMetrics);
