import { afterEach, expect, test } from 'vitest';
import { fetchHttp } from '#adapters/http';
import type { Reading } from '#app/ports';
import { readings } from '#plugins/checks/readings';
import { sql } from '#plugins/checks/sql/check';
import { connect } from '#plugins/checks/sql/read';
import { faultOf } from '#plugins/checks/sql/statement';
import { awsError } from '#plugins/fakes/aws';
import { signatureFault } from '#plugins/fakes/signed-request';
import { json, type WireAnswer } from '#plugins/fakes/wire';
import { type Answering, answering, portsAt } from '../other-side.ts';

let server: Answering | undefined;
afterEach(() => server?.close());

const entry = { kind: 'sql', title: 'Unpaid', database: 'shop', sql: 'select count(*) from orders', timeout: '1s' };
type Entry = Parameters<ReturnType<typeof connect>['read']>[0];
const parsed = sql.schema.parse(entry) as Entry;
const at = (url: string) => ({
  ...portsAt(url, [], { RDS_DATA_URL: url }),
  http: fetchHttp({ allowHosts: [new URL(url).host], maxBodyBytes: 1024 * 1024 }),
});
const read = async (answer: WireAnswer, databaseOf = portsAt('http://127.0.0.1:9').databaseOf) => {
  server = await answering(() => answer);
  return connect({ ...at(server.url), databaseOf }).read(parsed);
};
const row = (...fields: object[]) => json(200, { records: [fields], numberOfRecordsUpdated: 0 });

test('one statement by one signed call, with the cluster and the secret that the deployment gives', async () => {
  const clusterArn = 'arn:aws:rds:eu-central-1:123456789012:cluster:shop';
  const secretArn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop-reader-a1b2c3';
  await read(row({ longValue: 7 }), () => ({ clusterArn, secretArn, name: 'orders' }));
  const [asked, ...more] = server?.asked ?? [];
  if (asked === undefined) throw new Error('nothing was asked');
  expect([more.length, asked.method, asked.path]).toEqual([0, 'POST', '/Execute']);
  expect(JSON.parse(asked.body)).toEqual({
    resourceArn: clusterArn,
    secretArn,
    sql: 'select count(*) from orders',
    database: 'orders',
  });
  const now = () => new Date('2026-01-05T03:04:30Z');
  const signer = {
    service: 'rds-data',
    region: 'eu-central-1',
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'test',
    now,
  };
  expect(signatureFault(asked, signer)).toBeUndefined();
});

test.each<[string, WireAnswer, Reading]>([
  ['a whole number', row({ longValue: 7 }, { stringValue: 'and more' }), { value: 7, because: 'reads 7' }],
  ['a fraction', row({ doubleValue: 0.5 }), { value: 0.5, because: 'reads 0.5' }],
  ['numeric, which is told as text', row({ stringValue: '12.50' }), { value: 12.5, because: 'reads 12.5' }],
  ['true', row({ booleanValue: true }), { value: 1, because: 'reads true' }],
  ['false', row({ booleanValue: false }), { value: 0, because: 'reads false' }],
  ['text', row({ stringValue: 'in\nprogress' }), { value: null, text: 'in\nprogress', because: 'reads "in progress"' }],
  ['empty text', row({ stringValue: ' ' }), { value: null, text: ' ', because: 'reads ""' }],
  ['null', row({ isNull: true }), { value: null, because: 'the first column of the first row is null' }],
  [
    'bytes',
    row({ blobValue: 'AAAA' }),
    { value: null, because: 'the first column of the first row is no number, boolean or text' },
  ],
  ['no row', json(200, { records: [] }), { value: null, because: 'the statement gives no row' }],
  ['no column', row(), { value: null, because: 'the statement gives no row' }],
])('a first column that is %s', async (_, answer, reading) => {
  expect(await read(answer)).toEqual(reading);
});

test.each([
  [400, 'DatabaseErrorException'],
  [400, 'StatementTimeoutException'],
  [400, 'InvalidSecretException'],
  [400, 'SecretsErrorException'],
  [400, 'HttpEndpointNotEnabledException'],
  [400, 'DatabaseResumingException'],
  [403, 'AccessDeniedException'],
  [404, 'DatabaseNotFoundException'],
  [429, 'ThrottlingException'],
])('%i %s is told by its name, without its words, which may hold rows', async (status, name) => {
  await expect(read(awsError(status, name, { message: 'SECRET' }))).rejects.toThrow(
    new RegExp(`^RDS Data API: ${name}$`),
  );
});

test.each([500, 503, 504])('%i says nothing of the data: a service that fails is not reached', async (status) => {
  const reading = await readings(
    [sql],
    at((server = await answering(() => awsError(status, 'InternalServerErrorException', {}))).url),
  ).read(parsed);
  expect([reading.value, reading.because]).toEqual([null, `RDS Data API: InternalServerErrorException (${status})`]);
});

test('a database that the deployment does not give is named, and nothing is asked', async () => {
  server = await answering(() => row({ longValue: 1 }));
  const reading = await readings([sql], { ...at(server.url), databaseOf: () => undefined }).read(parsed);
  expect([reading.value, reading.because]).toEqual([null, 'no database is deployed as shop']);
  expect(server.asked).toEqual([]);
});

test.each([
  'select 1',
  'SELECT count(*) FROM orders;',
  "select count(*) from log where action = 'delete; drop table x' -- update nothing",
  'with late as (select * from orders) select count(*) from late',
  'select updated_at, "set" from orders where deleted is false /* insert */',
  'values (1)',
  "select replace(state, 'x', 'y') from shifts where start < now()",
  'table settings',
])('%s reads', (statement) => {
  expect(faultOf(statement)).toBeUndefined();
});

test.each([
  ['delete from orders', 'a statement that reads: it begins with SELECT, WITH, VALUES or TABLE'],
  ['explain analyze select 1', 'a statement that reads: it begins with SELECT, WITH, VALUES or TABLE'],
  ['/* select */ drop table orders', 'a statement that reads: it begins with SELECT, WITH, VALUES or TABLE'],
  ['select 1; select 2', 'one statement: the Data API takes no second one'],
  [
    'with gone as (delete from orders returning 1) select count(*) from gone',
    'a statement that only reads: "delete" does not',
  ],
  ['select * into copy from orders', 'a statement that only reads: "into" does not'],
  ['select 1 from orders for update', 'a statement that only reads: "update" does not'],
  ["select '\\'; delete from orders where ''=''", 'one statement: the Data API takes no second one'],
])('%s is refused', (statement, fault) => {
  const said = sql.schema.safeParse({ ...entry, sql: statement }).error?.issues.map(({ message }) => message);
  expect(said).toEqual([fault]);
});
