import * as z from 'zod';
import { parsedJson } from '#core/json';
import { own } from '#core/own';
import { awsError, uuidOf } from '#plugins/fakes/aws';
import type { Fake, SimulatedSystem } from '#plugins/fakes/simulated-system';
import type { SystemState } from '#plugins/fakes/system';
import { json, type WireAnswer } from '#plugins/fakes/wire';

const Group = z.string().regex(/^[.\-_/#A-Za-z0-9]{1,512}$/);
const Start = z.strictObject({
  logGroupNames: z.array(Group).min(1).max(50),
  queryString: z.string().max(10_000),
  startTime: z.int().min(0),
  endTime: z.int().min(0),
  limit: z.int().min(1).max(10_000).default(1_000),
});
const One = z.strictObject({ queryId: z.string().min(1).max(256) });
/** Queries of an account that run at once, and how long one may run. */
const MOST_AT_ONCE = 30;
const LONGEST_MS = 3_600_000;
const commands = /^(fields|display|filter|filterIndex|stats|sort|limit|parse|dedup|pattern|diff|unmask|unnest)\b/i;

interface Query {
  startedAt: number;
  status: 'Running' | 'Complete' | 'Cancelled';
  results: { field: string; value: string }[][];
}
/** The queries of each simulated system. */
const started = new WeakMap<object, Map<string, Query>>();

export const endpoints: NonNullable<Fake['endpoints']> = (demoService) => ({ logs: demoService });

/** CloudWatch Logs Insights, whose logs hold a line for each count of the metrics that a query names. */
export const answer: Fake['answer'] = ({ method, headers, body }, system) => {
  const [service, operation = ''] = (headers['x-amz-target'] ?? '').split('.');
  if (method !== 'POST' || service !== 'Logs_20140328') return undefined;
  const queries = started.get(system.runs) ?? new Map<string, Query>();
  started.set(system.runs, queries);
  const input = parsedJson(body);
  switch (operation) {
    case 'StartQuery':
      return start(Start.safeParse(input), system, queries);
    case 'GetQueryResults':
      return withQuery(One.safeParse(input), queries, (query) => {
        if (query.status === 'Running') query.status = 'Complete';
        const { status, results } = query;
        return json(200, { status, results: status === 'Complete' ? results : [] });
      });
    case 'StopQuery':
      return withQuery(One.safeParse(input), queries, (query) => {
        if (query.status !== 'Running')
          return awsError(400, 'InvalidParameterException', { message: 'Query is not in a state that can be stopped' });
        query.status = 'Cancelled';
        return json(200, { success: true });
      });
    default:
      return awsError(400, 'UnknownOperationException', {});
  }
};

const invalid = (message: string) => awsError(400, 'InvalidParameterException', { message });

function withQuery(
  asked: z.ZodSafeParseResult<z.infer<typeof One>>,
  queries: Map<string, Query>,
  answered: (query: Query) => WireAnswer,
): WireAnswer {
  if (!asked.success) return invalid(z.prettifyError(asked.error));
  const query = queries.get(asked.data.queryId);
  return query === undefined ? awsError(400, 'ResourceNotFoundException', {}) : answered(query);
}

/** A query runs until somebody looks, or for an hour. */
function start(
  asked: z.ZodSafeParseResult<z.infer<typeof Start>>,
  { state, now }: SimulatedSystem,
  queries: Map<string, Query>,
): WireAnswer {
  if (!asked.success) return invalid(z.prettifyError(asked.error));
  const { queryString, startTime, endTime, limit } = asked.data;
  if (startTime >= endTime) return invalid('End time should not be before start time');
  const parts = queryString.split('|').map((part) => part.trim());
  if (!parts.every((part) => commands.test(part))) return awsError(400, 'MalformedQueryException', {});
  const at = now().getTime();
  const running = [...queries.values()].filter((one) => one.status === 'Running' && one.startedAt + LONGEST_MS > at);
  if (running.length >= MOST_AT_ONCE) return awsError(400, 'LimitExceededException', {});
  const queryId = uuidOf(queries.size + 1);
  queries.set(queryId, { startedAt: at, status: 'Running', results: found(queryString, parts, limit, state(), at) });
  return json(200, { queryId });
}

function found(query: string, parts: string[], limit: number, { metrics }: SystemState, at: number): Query['results'] {
  const name = Object.keys(metrics).find((metric) => new RegExp(`\\b${metric}\\b`).test(query));
  const count = own(metrics, name) ?? 0;
  const stats = /^stats\s+.*\bas\s+(\w+)\s*$/i.exec(parts.find((part) => /^stats\b/i.test(part)) ?? '')?.[1];
  if (stats !== undefined) return [[{ field: stats, value: String(count) }]];
  const second = (n: number): string => new Date(at - n * 1000).toISOString().replace('T', ' ').replace('Z', '');
  return Array.from({ length: Math.min(Math.floor(count), limit) }, (_, n) => [
    { field: '@timestamp', value: second(n + 1) },
    { field: '@message', value: `${name} ${n + 1}` },
    { field: '@ptr', value: `pointer-${n + 1}` },
  ]);
}
