import * as z from 'zod';
import { checkFields } from '#core/playbook/verification';
import { Duration, Id, Text } from '#core/playbook/words';
import { checkPlugin } from '#plugins/checks/check';

const Entry = z.strictObject({
  kind: z.literal('elasticsearch'),
  ...checkFields,
  /** The base whose address is the cluster's. */
  base: Id,
  index: z.string().regex(/^[a-z][a-z0-9._-]*$/, 'expected the name of one index, in lower case'),
  /** A query as Kibana takes it: `level:fatal AND service:shop`. */
  query: Text,
  /** How far back it counts. */
  over: Duration.default('5m'),
  unit: z.string().optional(),
});
export type ElasticsearchEntry = z.infer<typeof Entry>;

const sample = {
  kind: 'elasticsearch',
  title: 'Crashes in the log',
  base: 'logs',
  index: 'shop',
  query: 'level:fatal',
} as const;
const at = '2026-01-05T03:04:30Z';

/** How many entries of an Elasticsearch index match a query in the last minutes. */
export const elasticsearch = checkPlugin({
  kind: 'elasticsearch',
  title: 'Elasticsearch count',
  measures: 'value',
  schema: Entry,
  references: ({ base }) => [{ path: ['base'], name: base, of: 'base' }],
  rights: [],
  environment: () => ({}),
  load: () => import('./read.ts'),
  fake: () => import('./fake.ts'),
  samples: [
    {
      entry: { ...sample, unit: 'entries' },
      system: { metrics: { shop: 12 } },
      at,
      reading: { value: 12, because: '12 entries in the last 5m' },
    },
    {
      entry: { ...sample, over: '1h' },
      system: { metrics: { shop: null } },
      at,
      reading: { value: null, because: 'only 4 of 5 shards answered' },
    },
    { entry: sample, system: {}, at, reading: { value: null, because: 'Elasticsearch answers 404' } },
  ],
});
