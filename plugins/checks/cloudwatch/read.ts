import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { seconds } from '#core/playbook/words';
import { sent } from '#plugins/sdk-error';
import type { CheckPorts, Reader } from '../check.ts';
import { nothing } from '../nothing.ts';
import type { CloudWatchEntry } from './check.ts';

/** One metric over its last two periods, newest first: CloudWatch shows the last one up to a minute or two late. */
const question = ({ namespace, metric, dimensions, stat, period }: CloudWatchEntry, now: Date) => {
  const length = seconds(period) * 1000;
  const end = Math.floor(now.getTime() / length) * length;
  return new GetMetricDataCommand({
    StartTime: new Date(end - 2 * length),
    EndTime: new Date(end),
    ScanBy: 'TimestampDescending',
    MetricDataQueries: [
      {
        Id: 'reading',
        MetricStat: {
          Metric: {
            Namespace: namespace,
            MetricName: metric,
            Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          },
          Period: seconds(period),
          Stat: stat,
        },
      },
    ],
  });
};

/** Reads metrics: the newest period that has a value. */
export const connect = ({ aws, wallClock }: CheckPorts): Reader<CloudWatchEntry> => {
  const client = new CloudWatchClient(aws);
  return {
    async read(entry) {
      const abortSignal = AbortSignal.timeout(seconds(entry.timeout) * 1000);
      const answer = await sent('CloudWatch', client.send(question(entry, wallClock()), { abortSignal }));
      const [result] = answer.MetricDataResults ?? [];
      const times = (result?.Timestamps ?? []).map((time) => time.getTime());
      const newest = times.indexOf(Math.max(...times));
      const value = result?.Values?.[newest];
      const at = times[newest];
      if (value === undefined || at === undefined)
        return nothing(`no data in the last two periods of ${seconds(entry.period)} s`);
      return { value, because: `reads ${value} for the period from ${new Date(at).toISOString()}` };
    },
  };
};
