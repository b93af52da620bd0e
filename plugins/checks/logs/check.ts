import * as z from 'zod';
import { checkFields } from '#core/playbook/verification';
import { Duration } from '#core/playbook/words';
import type { Named } from '#plugins/plugin';
import { checkPlugin } from '../check.ts';
import { LOGS } from './service.ts';

/** Results of one query at the most (docs.aws.amazon.com/AmazonCloudWatchLogs, StartQuery). */
export const MOST_RESULTS = 10_000;
const LogGroup = z
  .string()
  .regex(/^[.\-_/#A-Za-z0-9]{1,512}$/, 'the name of a log group: 1 to 512 of A-Z a-z 0-9 . - _ / #');
const Entry = z.strictObject({
  kind: z.literal('logs'),
  ...checkFields,
  timeout: Duration.default('20s'),
  logGroups: z
    .array(LogGroup)
    .min(1)
    .max(50)
    .meta({ description: 'Names of log groups of the deployment’s own account and Region' }),
  query: z
    .string()
    .min(1)
    .max(10_000)
    .refine((query) => !/^\s*SOURCE\b/i.test(query), 'a query names its log groups in `logGroups`, and not by SOURCE')
    .meta({ description: 'In the language of Logs Insights' }),
  since: Duration.default('15m').meta({ description: 'How far back it looks from the moment of the reading' }),
  limit: z.number().int().min(1).max(MOST_RESULTS).default(1_000).meta({ description: 'Results at the most' }),
  field: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'The field of the first result that is the number; without it, results are counted' }),
  unit: z.string().optional(),
});
export type LogsEntry = z.infer<typeof Entry>;

const sample = {
  kind: 'logs' as const,
  title: 'Failed payments in the logs',
  logGroups: ['/aws/lambda/payments', '/aws/lambda/orders'],
  query: 'fields @timestamp, @message | filter @message like /failed_payments/ | sort @timestamp desc',
} satisfies z.input<typeof Entry>;
const at = '2026-01-05T03:04:30Z';
const groups = (names: readonly string[]): Named[] =>
  names.map((name) => ({ service: 'logs', name: `log-group:${name}:*` }));

/** What a query of CloudWatch Logs Insights finds: how many results, or a number of the first, with the results as text. */
export const logs = checkPlugin({
  kind: 'logs',
  title: 'CloudWatch Logs Insights query',
  measures: 'value',
  schema: Entry,
  references: () => [],
  aws: [LOGS],
  rights: [],
  rightsOf: ({ logGroups }) => [
    {
      actions: ['logs:StartQuery'],
      named: groups(logGroups),
      because: 'The wildcard covers the streams of the log groups that checks of the playbook name.',
    },
    {
      actions: ['logs:GetQueryResults', 'logs:StopQuery'],
      resources: 'any',
      because: 'Queries are not resources: AWS supports these actions on * only, by an id that nobody else is given.',
    },
  ],
  environment: ({ endpoints }) => ({ LOGS_URL: endpoints['logs'] }),
  load: () => import('./read.ts'),
  fake: () => import('./fake.ts'),
  samples: [
    {
      entry: sample,
      system: { metrics: { failed_payments: 2 } },
      at,
      reading: {
        value: 2,
        because: 'finds 2 results over 15m',
        text: '@timestamp=2026-01-05 03:04:29.000 @message=failed_payments 1\n@timestamp=2026-01-05 03:04:28.000 @message=failed_payments 2',
      },
    },
    {
      entry: { ...sample, limit: 3, since: '1h' },
      system: { metrics: { failed_payments: 5 } },
      at,
      reading: {
        value: 3,
        because: 'finds 3 results or more over 1h',
        text: [1, 2, 3]
          .map((n) => `@timestamp=2026-01-05 03:04:${30 - n}.000 @message=failed_payments ${n}`)
          .join('\n'),
      },
    },
    {
      entry: {
        ...sample,
        query: 'filter @message like /failed_payments/ | stats count(*) as failed',
        field: 'failed',
        unit: 'payments',
      },
      system: { metrics: { failed_payments: 12 } },
      at,
      reading: { value: 12, because: 'reads failed 12 over 15m', text: 'failed=12' },
    },
    {
      entry: sample,
      system: {},
      at,
      reading: { value: 0, because: 'finds no result over 15m' },
    },
    {
      entry: { ...sample, field: 'failed' },
      system: {},
      at,
      reading: { value: null, because: 'finds no result over 15m' },
    },
    {
      entry: { ...sample, query: 'select everything' },
      system: {},
      at,
      reading: { value: null, because: 'CloudWatch Logs: MalformedQueryException' },
    },
  ],
});
