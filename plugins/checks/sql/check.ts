import * as z from 'zod';
import { checkFields } from '#core/playbook/verification';
import { Duration, Id } from '#core/playbook/words';
import { checkPlugin } from '../check.ts';
import { RDS_DATA } from './service.ts';
import { faultOf } from './statement.ts';

/** Characters of a statement at the most (docs.aws.amazon.com/rdsdataservice, ExecuteStatement). */
const LONGEST_STATEMENT = 65_536;
const Entry = z.strictObject({
  kind: z.literal('sql'),
  ...checkFields,
  timeout: Duration.default('10s'),
  database: Id.meta({
    description: 'The name under which `databases` of the construct gives the cluster and the secret of its user',
  }),
  sql: z
    .string()
    .min(1)
    .max(LONGEST_STATEMENT)
    .superRefine((sql, context) => {
      const fault = faultOf(sql);
      if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
    })
    .meta({ description: 'One statement that only reads; the first column of its first row is the number' }),
  unit: z.string().optional(),
});
export type SqlEntry = z.infer<typeof Entry>;

const sample = {
  kind: 'sql',
  title: 'Unpaid orders',
  database: 'shop',
  sql: "select count(*) as unpaid_orders from orders where state = 'unpaid' and placed < now() - interval '1 hour'",
} as const;
const at = '2026-01-05T03:04:30Z';

/** The first column of the first row of one statement, by the RDS Data API: no connection, and no driver. */
export const sql = checkPlugin({
  kind: 'sql',
  title: 'SQL statement (RDS Data API)',
  measures: 'value',
  schema: Entry,
  references: () => [],
  needs: ({ database }) => ({ databases: [database] }),
  aws: [RDS_DATA],
  rights: [
    { actions: ['rds-data:ExecuteStatement'], resources: 'databases' },
    { actions: ['secretsmanager:GetSecretValue'], resources: 'database-secrets' },
  ],
  environment: ({ endpoints }) => ({ RDS_DATA_URL: endpoints['rds-data'] }),
  load: () => import('./read.ts'),
  fake: () => import('./fake.ts'),
  samples: [
    {
      entry: { ...sample, unit: 'orders', timeout: '1s' },
      system: { metrics: { unpaid_orders: 7 } },
      at,
      reading: { value: 7, because: 'reads 7' },
    },
    {
      entry: { ...sample, sql: 'select sum(amount) as unpaid_amount from orders;' },
      system: { metrics: { unpaid_amount: 12.5 } },
      at,
      reading: { value: 12.5, because: 'reads 12.5' },
    },
    {
      entry: { ...sample, sql: 'with late as (select 1) select max(late_since) from late' },
      system: { metrics: { late_since: null } },
      at,
      reading: { value: null, because: 'the first column of the first row is null' },
    },
    {
      entry: { ...sample, sql: 'select state from orders where id = 1' },
      system: {},
      at,
      reading: { value: null, because: 'the statement gives no row' },
    },
    {
      entry: { ...sample, sql: 'select count(* from orders' },
      system: {},
      at,
      reading: { value: null, because: 'RDS Data API: DatabaseErrorException' },
    },
  ],
});
