import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import type { CheckRequest, Checks, Http, Reading } from '#app/ports';
import { NoAnswer, RateLimited, Undeliverable, Unreachable } from '#core/errors';
import { sent } from '#plugins/sdk-error';

export interface CheckPorts {
  http: Http;
  cloudwatch: CloudWatchClient;
  /** Metrics are asked for by the world's time. */
  wallClock?: () => Date;
}

const nothing = (because: string): Reading => ({ value: null, because });
const seconds = (milliseconds: number) => `${milliseconds / 1000} s`;

/** Health of a service: a failing one is a reading of 0, not a missing reading. */
const readHttp = async (http: Http, { url, timeoutMs }: CheckRequest): Promise<Reading> => {
  if (!url) return nothing('no address is configured');
  try {
    const { status } = await http.send({ method: 'GET', url, timeoutMs });
    return { value: status >= 200 && status < 300 ? 1 : 0, because: `answers ${status}` };
  } catch (error) {
    if (error instanceof NoAnswer) return { value: 0, because: `no answer in ${seconds(timeoutMs)}` };
    if (error instanceof Unreachable) return { value: 0, because: 'cannot be reached' };
    throw error;
  }
};

const Sample = z.tuple([z.number(), z.string()]);
const PromAnswer = z.looseObject({
  status: z.literal('success'),
  data: z.discriminatedUnion('resultType', [
    z.looseObject({ resultType: z.literal('vector'), result: z.array(z.looseObject({ value: Sample })) }),
    z.looseObject({ resultType: z.literal('scalar'), result: Sample }),
  ]),
});
const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const readPromql = async (http: Http, { url, query, timeoutMs }: CheckRequest): Promise<Reading> => {
  if (!url) return nothing('no address is configured');
  if (!query) return nothing('no query is given');
  const address = new URL(url);
  if (!address.pathname.endsWith('/api/v1/query'))
    address.pathname = `${address.pathname.replace(/\/$/, '')}/api/v1/query`;
  address.searchParams.set('query', query);
  const { status, body } = await http.send({ method: 'GET', url: address.href, timeoutMs });
  if (status !== 200) return nothing(`Prometheus answers ${status}`);
  const answer = PromAnswer.safeParse(json(body));
  if (!answer.success) return nothing('Prometheus answers what cannot be read');
  const { data } = answer.data;
  const samples = data.resultType === 'scalar' ? [data.result] : data.result.map((one) => one.value);
  const [first] = samples;
  if (first === undefined) return nothing('the query finds no sample');
  const value = Number(first[1]);
  if (first[1].trim() === '' || !Number.isFinite(value)) return nothing(`the query gives ${first[1].slice(0, 20)}`);
  return {
    value,
    because: samples.length === 1 ? `reads ${value}` : `reads ${value}, the first of ${samples.length} samples`,
  };
};

const readCloudwatch = async (
  cloudwatch: CloudWatchClient,
  now: Date,
  { metric, timeoutMs }: CheckRequest,
): Promise<Reading> => {
  if (!metric) return nothing('no metric is given');
  const period = metric.periodSeconds * 1000;
  const end = Math.floor(now.getTime() / period) * period;
  const answer = await sent(
    'CloudWatch',
    cloudwatch.send(
      new GetMetricDataCommand({
        // Two periods: CloudWatch shows the last one up to a minute or two late.
        StartTime: new Date(end - 2 * period),
        EndTime: new Date(end),
        ScanBy: 'TimestampDescending',
        MetricDataQueries: [
          {
            Id: 'reading',
            MetricStat: {
              Metric: {
                Namespace: metric.namespace,
                MetricName: metric.name,
                Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
              },
              Period: metric.periodSeconds,
              Stat: metric.stat,
            },
          },
        ],
      }),
      { abortSignal: AbortSignal.timeout(timeoutMs) },
    ),
  );
  const [result] = answer.MetricDataResults ?? [];
  const times = (result?.Timestamps ?? []).map((time) => time.getTime());
  const newest = times.indexOf(Math.max(...times));
  const value = result?.Values?.[newest];
  const at = times[newest];
  if (value === undefined || at === undefined)
    return nothing(`no data in the last two periods of ${metric.periodSeconds} s`);
  return { value, because: `reads ${value} for the period from ${new Date(at).toISOString()}` };
};

/** Our own errors say what happened; those of a library may repeat what a stranger wrote. */
const reasonOf = (error: unknown): string => {
  const own = [Unreachable, NoAnswer, RateLimited, Undeliverable].some((kind) => error instanceof kind);
  if (error instanceof Error) return own ? error.message : `${error.name}: nothing was measured`;
  return 'nothing was measured';
};

/** Measurements of the protected system. Whatever goes wrong on the way is a reading of nothing, with the reason: it never passes and never throws. */
export const checks = ({ http, cloudwatch, wallClock = () => new Date() }: CheckPorts): Checks => ({
  async read(check) {
    try {
      switch (check.kind) {
        case 'http':
          return await readHttp(http, check);
        case 'promql':
          return await readPromql(http, check);
        case 'cloudwatch':
          return await readCloudwatch(cloudwatch, wallClock(), check);
      }
    } catch (error) {
      return nothing(reasonOf(error));
    }
  },
});
