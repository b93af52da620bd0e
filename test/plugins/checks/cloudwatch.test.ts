import { afterEach, expect, test } from 'vitest';
import { connect } from '#plugins/checks/cloudwatch/read';
import { json, type WireAnswer } from '#plugins/fakes/wire';
import { type Answering, answering, portsAt } from '../other-side.ts';

let server: Answering | undefined;
afterEach(() => server?.close());

const unix = (iso: string) => Date.parse(iso) / 1000;
const age = {
  kind: 'cloudwatch',
  title: 'Age',
  timeout: '1s',
  namespace: 'AWS/SQS',
  metric: 'Age',
  dimensions: { QueueName: 'jobs' },
  stat: 'Maximum',
  period: '60s',
} as const;
const data = (...points: [string, number][]) =>
  json(200, {
    MetricDataResults: [
      { Id: 'reading', Timestamps: points.map(([at]) => unix(at)), Values: points.map(([, value]) => value) },
    ],
  });
const readAgainst = async (answer: WireAnswer) => {
  server = await answering(() => answer);
  return connect(portsAt(server.url)).read(age);
};

test('a metric reads its newest complete period', async () => {
  const reading = await readAgainst(data(['2026-01-05T03:02:00Z', 40], ['2026-01-05T03:03:00Z', 12]));
  expect(reading).toEqual({ value: 12, because: 'reads 12 for the period from 2026-01-05T03:03:00.000Z' });
  expect(server?.asked.map(({ body }) => JSON.parse(body))).toEqual([
    {
      StartTime: unix('2026-01-05T03:02:00Z'),
      EndTime: unix('2026-01-05T03:04:00Z'),
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

test.each([
  ['no data', data()],
  ['no results', json(200, {})],
])('a metric that meets %s reads nothing', async (_, answer) => {
  expect(await readAgainst(answer)).toEqual({ value: null, because: 'no data in the last two periods of 60 s' });
});

test('missing rights are thrown by the name of the error, without its words', async () => {
  const denied = json(403, { __type: 'AccessDenied', message: 'SECRET' }, { 'x-amzn-errortype': 'AccessDenied' });
  await expect(readAgainst(denied)).rejects.toThrow(/^CloudWatch: AccessDenied$/);
});
