import { afterEach, expect, test } from 'vitest';
import { connect } from '#plugins/checks/promql/read';
import { json, type WireAnswer } from '#plugins/fakes/wire';
import { type Answering, answering, portsAt, text } from '../other-side.ts';

let server: Answering | undefined;
afterEach(() => server?.close());

const success = (resultType: string, result: unknown) => json(200, { status: 'success', data: { resultType, result } });
const vector = (...values: string[]) =>
  success(
    'vector',
    values.map((value) => ({ metric: {}, value: [1.5, value] })),
  );
const unread = 'Prometheus answers what cannot be read';
test.each<[string, WireAnswer, number | null, string]>([
  ['one sample', vector('0.12'), 0.12, 'reads 0.12'],
  ['two samples', vector('7', '8'), 7, 'reads 7, the first of 2 samples'],
  ['a scalar', success('scalar', [1.5, '3']), 3, 'reads 3'],
  ['zero', vector('0'), 0, 'reads 0'],
  ['no sample', vector(), null, 'the query finds no sample'],
  ['NaN', vector('NaN'), null, 'the query gives NaN'],
  ['+Inf', vector('+Inf'), null, 'the query gives +Inf'],
  ['an empty value', vector(''), null, 'the query gives '],
  ['an error', json(200, { status: 'error', errorType: 'bad_data', error: 'SECRET' }), null, unread],
  ['a bad status', json(422, {}), null, 'Prometheus answers 422'],
  ['no JSON', text(200, 'no JSON'), null, unread],
  ['a matrix', success('matrix', []), null, unread],
])('a query that meets %s', async (_, answer, value, because) => {
  server = await answering(() => answer);
  const reader = connect(portsAt(server.url, [{ path: ['base'], name: 'metrics', of: 'base' }]));
  const query = 'sum(rate(x[5m])) > 0';
  const reading = await reader.read({ kind: 'promql', title: 'x', timeout: '1s', base: 'metrics', query });
  expect(reading).toEqual({ value, because });
  expect(server.asked.map(({ path }) => path)).toEqual([
    '/bases/metrics/api/v1/query?query=sum%28rate%28x%5B5m%5D%29%29+%3E+0',
  ]);
});

test('a base may name the query API itself', async () => {
  server = await answering(() => vector('1'));
  const { url } = server;
  const reader = connect({ ...portsAt(url), addressOf: () => `${url}/p/api/v1/query` });
  await reader.read({ kind: 'promql', title: 'x', timeout: '1s', base: 'metrics', query: 'up' });
  expect(server.asked.map(({ path }) => path)).toEqual(['/p/api/v1/query?query=up']);
});
