import * as z from 'zod';
import { parsedJson } from '#core/json';
import { own } from '#core/own';
import type { Fake } from '#plugins/fakes/simulated-system';
import { json } from '#plugins/fakes/wire';

const Asked = z.object({
  StartTime: z.number(),
  EndTime: z.number(),
  MetricDataQueries: z.array(
    z.object({
      Id: z.string().regex(/^[a-z]\w{0,254}$/),
      MetricStat: z.object({
        Metric: z.object({
          Namespace: z.string().min(1).max(255),
          MetricName: z.string().min(1).max(255),
          Dimensions: z.array(z.object({ Name: z.string(), Value: z.string().min(1) })).max(30),
        }),
        // 1, 5, 10, 20, 30 or whole minutes
        Period: z
          .int()
          .refine((seconds) => [1, 5, 10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0)),
        Stat: z.string().min(1),
      }),
    }),
  ),
});
const refused = (type: string, message: string) =>
  json(400, { __type: `com.amazonaws.cloudwatch#${type}`, message }, { 'x-amzn-errortype': type });
const mostQueries = 500;

/** `GetMetricData` of CloudWatch in its JSON protocol: every period that has ended measures what is true now. */
export const answer: Fake['answer'] = ({ method, headers, body }, { state }) => {
  const target = headers['x-amz-target'];
  if (method !== 'POST' || target?.startsWith('GraniteServiceVersion20100801.') !== true) return undefined;
  if (!target.endsWith('.GetMetricData')) return refused('UnknownOperationException', target);
  const asked = Asked.safeParse(parsedJson(body));
  if (!asked.success) return refused('InvalidParameterValueException', z.prettifyError(asked.error));
  const { StartTime, EndTime, MetricDataQueries: queries } = asked.data;
  if (queries.length > mostQueries)
    return refused('InvalidParameterValueException', `at most ${mostQueries} queries a request`);
  if (StartTime >= EndTime) return refused('InvalidParameterValueException', 'StartTime must be less than EndTime');
  const { metrics } = state();
  const results = queries.map(({ Id, MetricStat: { Metric, Period } }) => {
    const value = own(metrics, Metric.MetricName);
    const count = value === undefined || value === null ? 0 : Math.floor((EndTime - StartTime) / Period);
    const Timestamps = Array.from({ length: count }, (_, n) => EndTime - (n + 1) * Period);
    return { Id, Label: Metric.MetricName, StatusCode: 'Complete', Timestamps, Values: Timestamps.map(() => value) };
  });
  return json(200, { MetricDataResults: results, Messages: [] }, { 'content-type': 'application/x-amz-json-1.0' });
};
