import { Metric, type MetricOptions, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import { dimensionsOf, namespace, type PublishedMetric, service, units } from '#core/published-metrics';

const unitOf = { Seconds: Unit.SECONDS, Count: Unit.COUNT } as const;

/** A metric that the functions publish, by the name, dimensions and unit under which they publish it. */
export const publishedMetric = (
  metric: { name: PublishedMetric['name']; severity?: string },
  options: MetricOptions = {},
) =>
  new Metric({
    namespace,
    metricName: metric.name,
    dimensionsMap: { service, ...dimensionsOf(metric) },
    unit: unitOf[units[metric.name]],
    ...options,
  });
