import * as z from 'zod';
import { Duration, Id, seconds, Text } from './words.ts';

const some = (labels: object): boolean => Object.keys(labels).length > 0;
/** Labels of a signal over HTTP that names no rule and stands for the one that has them; the first rule counts whose labels all fit. */
export const Matches = z
  .record(Text, Text)
  .refine(some, 'expected at least one label')
  .meta({ description: 'Labels by which a signal that names no rule stands for this one: all of them, exactly' });

/** How Prometheus measures what a detection rule is about: `tocsin rules` writes the alert. */
export const Prometheus = z.strictObject({
  expr: Text.meta({
    description:
      'PromQL that gives the measured value, compared with the threshold of the rule; without a threshold, PromQL that gives a series while the rule is broken',
  }),
  service: Id.optional().meta({
    description: 'The service that the alert is about, where the series have no label `service` of their own',
  }),
});

const periodForm = 'a period is 10s, 20s, 30s or whole minutes, at most 24h, as CloudWatch takes it';
const Period = Duration.refine((period) => {
  const length = seconds(period);
  return [10, 20, 30].includes(length) || (length > 0 && length % 60 === 0 && length <= 86_400);
}, periodForm);

/** Which metric of CloudWatch a detection rule is about: the construct makes an alarm for each service. */
export const CloudWatch = z.strictObject({
  namespace: Text,
  metric: Text,
  statistic: Text.default('Average').meta({ description: 'Average, Sum, Minimum, Maximum, SampleCount, p95, …' }),
  period: Period.default('1m').meta({ description: periodForm }),
  services: z
    .record(Id, z.record(Text, Text))
    .refine(some, 'expected a service with the dimensions of its metric')
    .meta({ description: 'Each service that the rule is watched for, with the dimensions of its metric' }),
  missing: z
    .enum(['missing', 'ignore', 'breaching', 'notBreaching'])
    .default('missing')
    .meta({ description: 'What a period without a measurement counts as' }),
});
export type CloudWatch = z.infer<typeof CloudWatch>;

/** How the JSON of a tool that Tocsin does not know becomes signals. */
export const Mapping = z.strictObject({
  title: Text,
  map: Text.meta({
    description:
      'JSONata over the body that was posted: gives one signal, or a list of them, as docs/sources/json.md has it',
  }),
});
export type Mapping = z.infer<typeof Mapping>;
