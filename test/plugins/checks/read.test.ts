import { CloudWatchClient, type GetMetricDataCommandOutput } from '@aws-sdk/client-cloudwatch';
import { afterEach, expect, test } from 'vitest';
import { fetchHttp } from '#adapters/http';
import type { CheckRequest } from '#app/ports';
import { checks } from '#plugins/checks/read';
import { type Answer, type Asked, startProvider } from '../channels/provider.ts';

let close: (() => Promise<void>) | undefined;
afterEach(async () => {
  await close?.();
  close = undefined;
});

/** A CloudWatch that answers every question with `output` and keeps the questions. */
const cloudwatchSaying = (output: Partial<GetMetricDataCommandOutput> | Error) => {
  const asked: unknown[] = [];
  const client = new CloudWatchClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  client.middlewareStack.add(
    () => async (args) => {
      asked.push(args.input);
      if (output instanceof Error) throw output;
      return { output: { $metadata: {}, ...output }, response: {} };
    },
    { step: 'initialize' },
  );
  return { client, asked };
};

const system = async (answer: (asked: Asked) => Answer, cloudwatch = cloudwatchSaying({})) => {
  const started = await startProvider(answer);
  close = started.close;
  const http = fetchHttp({ allowHosts: [new URL(started.url).host] });
  const wallClock = () => new Date('2026-01-05T03:04:30Z');
  const port = checks({ http, cloudwatch: cloudwatch.client, wallClock });
  return { ...started, read: (check: CheckRequest) => port.read(check) };
};

test.each<[Answer, number, string]>([
  [{ status: 200 }, 1, 'answers 200'],
  [{ status: 204 }, 1, 'answers 204'],
  [{ status: 503 }, 0, 'answers 503'],
  [{ status: 404 }, 0, 'answers 404'],
  [{ status: 302, headers: { location: '/login' } }, 0, 'answers 302'],
  ['hang', 0, 'no answer in 0.06 s'],
])('a health check that meets %j reads %i', async (answer, value, because) => {
  const { read, url } = await system(() => answer);
  expect(await read({ kind: 'http', url: `${url}/health`, timeoutMs: 60 })).toEqual({ value, because });
});

test('a service that is not there reads 0; one without an address reads nothing', async () => {
  const { read, url, close: stop } = await system(() => ({}));
  await stop();
  close = undefined;
  expect(await read({ kind: 'http', url, timeoutMs: 60 })).toEqual({ value: 0, because: 'cannot be reached' });
  expect(await read({ kind: 'http', timeoutMs: 60 })).toEqual({ value: null, because: 'no address is configured' });
});

test('an address that is refused is no reading', async () => {
  const { read } = await system(() => ({}));
  const reading = await read({ kind: 'http', url: 'http://169.254.169.254/', timeoutMs: 60 });
  expect(reading).toEqual({
    value: null,
    because: 'address refused: only https on port 443 goes to hosts that are not allowed by name',
  });
});

const vector = (...values: string[]) => ({
  status: 'success',
  data: { resultType: 'vector', result: values.map((value) => ({ metric: {}, value: [1.5, value] })) },
});
test.each<[string, Answer, number | null, string]>([
  ['one sample', { body: vector('0.12') }, 0.12, 'reads 0.12'],
  ['two samples', { body: vector('7', '8') }, 7, 'reads 7, the first of 2 samples'],
  ['a scalar', { body: { status: 'success', data: { resultType: 'scalar', result: [1.5, '3'] } } }, 3, 'reads 3'],
  ['zero', { body: vector('0') }, 0, 'reads 0'],
  ['no sample', { body: vector() }, null, 'the query finds no sample'],
  ['NaN', { body: vector('NaN') }, null, 'the query gives NaN'],
  ['+Inf', { body: vector('+Inf') }, null, 'the query gives +Inf'],
  ['an empty value', { body: vector('') }, null, 'the query gives '],
  [
    'an error',
    { body: { status: 'error', errorType: 'bad_data', error: 'SECRET' } },
    null,
    'Prometheus answers what cannot be read',
  ],
  ['a bad status', { status: 422 }, null, 'Prometheus answers 422'],
  ['no JSON', { body: 'no JSON' }, null, 'Prometheus answers what cannot be read'],
  [
    'a matrix',
    { body: { status: 'success', data: { resultType: 'matrix', result: [] } } },
    null,
    'Prometheus answers what cannot be read',
  ],
  ['silence', 'hang', null, 'no answer: gave up after 60 ms'],
])('a query that meets %s', async (_what, answer, value, because) => {
  const { read, url, asked } = await system(() => answer);
  const reading = await read({
    kind: 'promql',
    url: `${url}/prometheus/`,
    query: 'sum(rate(x[5m])) > 0',
    timeoutMs: 60,
  });
  expect({ ...reading, because: reading.because.replace(/after \d+ ms/, 'after 60 ms') }).toEqual({ value, because });
  expect(asked[0]?.url).toBe('/prometheus/api/v1/query?query=sum%28rate%28x%5B5m%5D%29%29+%3E+0');
});

const metric: CheckRequest = {
  kind: 'cloudwatch',
  metric: { namespace: 'AWS/SQS', name: 'Age', dimensions: { QueueName: 'jobs' }, stat: 'Maximum', periodSeconds: 60 },
  timeoutMs: 60,
};
const data = (...points: [string, number][]) => ({
  MetricDataResults: [
    { Id: 'reading', Timestamps: points.map(([at]) => new Date(at)), Values: points.map(([, value]) => value) },
  ],
});

test('a metric reads its newest complete period', async () => {
  const cloudwatch = cloudwatchSaying(data(['2026-01-05T03:03:00Z', 12], ['2026-01-05T03:02:00Z', 40]));
  const { read } = await system(() => ({}), cloudwatch);
  expect(await read(metric)).toEqual({ value: 12, because: 'reads 12 for the period from 2026-01-05T03:03:00.000Z' });
  expect(cloudwatch.asked).toEqual([
    {
      StartTime: new Date('2026-01-05T03:02:00Z'),
      EndTime: new Date('2026-01-05T03:04:00Z'),
      ScanBy: 'TimestampDescending',
      MetricDataQueries: [
        {
          Id: 'reading',
          MetricStat: {
            Metric: { Namespace: 'AWS/SQS', MetricName: 'Age', Dimensions: [{ Name: 'QueueName', Value: 'jobs' }] },
            Period: 60,
            Stat: 'Maximum',
          },
        },
      ],
    },
  ]);
});

test.each<[string, Partial<GetMetricDataCommandOutput> | Error, string]>([
  ['no data', data(), 'no data in the last two periods of 60 s'],
  ['no results', {}, 'no data in the last two periods of 60 s'],
  [
    'missing rights',
    Object.assign(new Error('SECRET'), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } }),
    'CloudWatch: AccessDenied',
  ],
  ['a bug', new TypeError('SECRET'), 'TypeError: nothing was measured'],
])('a metric that meets %s reads nothing', async (_what, output, because) => {
  const { read } = await system(() => ({}), cloudwatchSaying(output));
  expect(await read(metric)).toEqual({ value: null, because });
});
