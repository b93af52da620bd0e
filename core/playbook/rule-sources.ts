import * as z from 'zod';
import { Duration, Id, Text } from './words.ts';

/** How Prometheus measures what a rule compares. */
export const PrometheusSource = z.strictObject({
  expr: Text.meta({
    description:
      'PromQL of what is measured, one series for each service, which its label service (or job, app, project) names; without the comparison where the rule has a threshold',
  }),
  service: Id.optional().meta({ description: 'The service that it is about, where no label says it' }),
});
export type PrometheusSource = z.infer<typeof PrometheusSource>;

/** The metric of CloudWatch that a rule compares: the construct makes the alarms. */
export const CloudWatchSource = z.strictObject({
  namespace: Text.max(255),
  metric: Text.max(255),
  dimensions: z
    .record(Text.max(255), Text.max(1_024))
    .default({})
    .meta({ description: 'Names and values; {service} in a value stands for the service' }),
  statistic: z
    .string()
    .regex(
      /^(Average|Sum|Minimum|Maximum|SampleCount|p\d{1,2}(\.\d{1,2})?)$/,
      'Average, Sum, Minimum, Maximum, SampleCount, or a percentile such as p95',
    )
    .default('Average'),
  period: Duration.default('1m').meta({ description: '10s, 20s, 30s, or whole minutes' }),
  services: z.array(Id).min(1).optional().meta({ description: 'The services that are watched so; left out, all' }),
});
export type CloudWatchSource = z.infer<typeof CloudWatchSource>;
