import * as z from 'zod';
import { checkFields } from '#core/playbook/verification';
import { Duration, Text } from '#core/playbook/words';
import { checkPlugin } from '../check.ts';

const Entry = z.strictObject({
  kind: z.literal('cloudwatch'),
  ...checkFields,
  namespace: Text,
  metric: Text,
  dimensions: z.record(z.string(), z.string()).default({}),
  stat: z.string().default('Average'),
  period: Duration.default('60s'),
  unit: z.string().optional(),
});
export type CloudWatchEntry = z.infer<typeof Entry>;

const sample = {
  kind: 'cloudwatch',
  title: 'Age of the oldest job',
  namespace: 'AWS/SQS',
  metric: 'ApproximateAgeOfOldestMessage',
  dimensions: { QueueName: 'jobs' },
  stat: 'Maximum',
} as const;
const at = '2026-01-05T03:04:30Z';

/** The newest complete period of one CloudWatch metric of the deployment's own account and Region. */
export const cloudwatch = checkPlugin({
  kind: 'cloudwatch',
  title: 'CloudWatch metric',
  measures: 'value',
  schema: Entry,
  references: () => [],
  rights: [
    {
      actions: ['cloudwatch:GetMetricData'],
      resources: 'any',
      because: 'Metrics are not resources: AWS supports the action on * only, and it can only read.',
    },
  ],
  environment: () => ({}),
  load: () => import('./read.ts'),
  fake: () => import('./fake.ts'),
  samples: [
    {
      entry: { ...sample, unit: 's', timeout: '1s' },
      system: { metrics: { ApproximateAgeOfOldestMessage: 12 } },
      at,
      reading: { value: 12, because: 'reads 12 for the period from 2026-01-05T03:03:00.000Z' },
    },
    {
      entry: { ...sample, period: '5m' },
      system: { metrics: { ApproximateAgeOfOldestMessage: null } },
      at,
      reading: { value: null, because: 'no data in the last two periods of 300 s' },
    },
    {
      entry: { ...sample, period: '45s' },
      system: {},
      at,
      reading: { value: null, because: 'CloudWatch: InvalidParameterValueException' },
    },
  ],
});
