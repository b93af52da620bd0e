import { notAllowed } from '#plugins/fakes/refused';
import type { Fake, FakeRequest } from '#plugins/fakes/simulated-system';
import type { SystemState } from '#plugins/fakes/system';
import { json, type WireResponse } from '#plugins/fakes/wire';
import { BadQuery, measure } from './fake-query.ts';

const bad = (error: string) => json(400, { status: 'error', errorType: 'bad_data', error });
const mostPoints = 11_000;
const longestQuery = 10_000;

/** Unix seconds of a `time` parameter: a number or an RFC 3339 instant. */
const secondsOf = (text: string): number | undefined => {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  const at = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at / 1000;
};
const stepOf = (text: string): number | undefined => {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  const [, n, unit = ''] = /^(\d+)(ms|s|m|h|d)$/.exec(text) ?? [];
  const units: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };
  return n === undefined ? undefined : Number(n) * (units[unit] ?? 1);
};

/** The query API of Prometheus, `api/v1/query` and `query_range`, in its own JSON. */
export const answer: Fake['answer'] = (request, { state, now }) => {
  const [api, version, kind, ...more] = request.segments;
  if (api !== 'api' || version !== 'v1' || more.length > 0) return undefined;
  if (kind !== 'query' && kind !== 'query_range') return undefined;
  if (request.method !== 'GET' && request.method !== 'POST') return notAllowed('GET, POST');
  return queried(kind, request, state(), now());
};

/** The system remembers no past: every instant measures what is true now. */
const queried = (
  kind: 'query' | 'query_range',
  { query, method, headers, body }: FakeRequest,
  state: SystemState,
  now: Date,
): WireResponse => {
  const form = /^application\/x-www-form-urlencoded/i.test(headers['content-type'] ?? '');
  const asked = method === 'POST' && form ? new URLSearchParams([...query, ...new URLSearchParams(body)]) : query;
  const expression = asked.get('query') ?? '';
  if (expression.length > longestQuery) return bad('invalid parameter "query": too long');
  try {
    const samples = measure(expression, state);
    if (kind === 'query') {
      const said = asked.get('time');
      const time = said === null ? now.getTime() / 1000 : secondsOf(said);
      if (time === undefined) return bad(`invalid parameter "time": cannot parse "${said}" to a valid timestamp`);
      const result = samples.map(({ metric, value }) => ({ metric, value: [time, String(value)] }));
      return json(200, { status: 'success', data: { resultType: 'vector', result } });
    }
    const start = secondsOf(asked.get('start') ?? '');
    const end = secondsOf(asked.get('end') ?? '');
    const step = stepOf(asked.get('step') ?? '');
    if (start === undefined)
      return bad(`invalid parameter "start": cannot parse "${asked.get('start') ?? ''}" to a valid timestamp`);
    if (end === undefined)
      return bad(`invalid parameter "end": cannot parse "${asked.get('end') ?? ''}" to a valid timestamp`);
    if (end < start) return bad('invalid parameter "end": end timestamp must not be before start time');
    if (step === undefined)
      return bad(`invalid parameter "step": cannot parse "${asked.get('step') ?? ''}" to a valid duration`);
    if (step <= 0)
      return bad(
        'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
      );
    if ((end - start) / step > mostPoints)
      return bad(
        'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
      );
    const at = Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, n) => start + n * step);
    const result = samples.map(({ metric, value }) => ({ metric, values: at.map((time) => [time, String(value)]) }));
    return json(200, { status: 'success', data: { resultType: 'matrix', result } });
  } catch (error) {
    if (error instanceof BadQuery) return bad(`invalid parameter "query": ${error.message}`);
    throw error;
  }
};
