import * as z from 'zod';
import { accessFields } from '#core/playbook/access';
import { checkFields } from '#core/playbook/verification';
import { nameOf, Text } from '#core/playbook/words';
import { checkPlugin } from '../check.ts';

const Entry = z.strictObject({
  kind: z.literal('promql'),
  ...checkFields,
  /** Whose base address is asked. */
  base: nameOf('base'),
  query: Text,
  unit: z.string().optional(),
  ...accessFields,
});
export type PromqlEntry = z.infer<typeof Entry>;

const sample = { kind: 'promql', title: 'Depth of the queue', base: 'metrics', query: 'sum(queue_depth)' } as const;
const at = '2026-01-05T03:04:30Z';

/** The first sample of an instant query of Prometheus, or of what speaks its query API. */
export const promql = checkPlugin({
  kind: 'promql',
  title: 'Prometheus query',
  measures: 'value',
  schema: Entry,
  references: ({ base }) => [{ path: ['base'], name: base, of: 'base' }],
  rights: [
    { actions: ['secretsmanager:GetSecretValue'], resources: 'check-secrets' },
    { actions: ['aps:QueryMetrics'], resources: 'workspaces' },
  ],
  environment: () => ({}),
  load: () => import('./read.ts'),
  fake: () => import('./fake.ts'),
  samples: [
    {
      entry: { ...sample, unit: 'messages', timeout: '1s' },
      system: { metrics: { queue_depth: 7 } },
      at,
      reading: { value: 7, because: 'reads 7' },
    },
    {
      entry: { ...sample, query: 'up{job=~"a|b"}' },
      system: { components: { a: 'down', b: 'ok' } },
      at,
      reading: { value: 0, because: 'reads 0, the first of 2 samples' },
    },
    {
      entry: sample,
      system: { metrics: { queue_depth: null } },
      at,
      reading: { value: null, because: 'the query finds no sample' },
    },
    {
      entry: { ...sample, query: 'sum(queue_depth' },
      system: {},
      at,
      reading: { value: null, because: 'Prometheus answers 400' },
    },
  ],
});
