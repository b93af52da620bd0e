import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDemoService } from '#local/demo-service/demo-service';
import { type RunningDemoService, startDemoService } from '#local/demo-service/server';

let demoService: RunningDemoService;
beforeEach(async () => {
  demoService = await startDemoService({ components: ['analysis-service', 'database'], slowMs: 50 });
});
afterEach(() => demoService.close());

const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${demoService.url}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
};
const ask = async (query: string) =>
  (await call('GET', `/bases/metrics/api/v1/query?time=1767582000&query=${encodeURIComponent(query)}`)).body;
const valueOf = async (query: string) => (await ask(query)).data.result[0]?.value[1];

test('a component is well, down, slow or unknown', async () => {
  await call('PUT', '/state', { components: { 'analysis-service': 'down', database: 'slow' } });
  expect(await call('GET', '/services/analysis-service/health')).toEqual({ status: 503, body: { status: 'down' } });
  const before = performance.now();
  expect(await call('GET', '/services/database/health')).toEqual({ status: 200, body: { status: 'ok' } });
  expect(performance.now() - before).toBeGreaterThan(45);
  expect((await call('GET', '/services/constructor/health')).status).toBe(404);
});

test('what is left out of a state stays; null is a measure that cannot be read', async () => {
  await call('PUT', '/state', { errorRate: 23, metrics: { queue_depth: 7 } });
  await call('PUT', '/state', { p95Ms: null });
  expect((await call('GET', '/state')).body).toEqual({
    components: { 'analysis-service': 'ok', database: 'ok' },
    errorRate: 23,
    p95Ms: null,
    metrics: { queue_depth: 7 },
  });
});

test.each([
  [{ errorRate: 'high' }, 'errorRate'],
  [{ components: { database: 'gone' } }, 'components.database'],
  [{ errorrate: 1 }, 'errorrate'],
  [{ p95Ms: -1 }, 'p95Ms'],
])('the state %j is refused and names %s', async (state, path) => {
  const { status, body } = await call('PUT', '/state', state);
  expect([status, body.errors.map((one: { path: string }) => one.path)]).toEqual([400, [path]]);
});

const share = 'sum(rate(http_requests_total{status=~"5.."}[5m])) / sum(rate(http_requests_total[5m]))';
const p95 = 'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))';
test.each([
  [`${share} * 100`, '23'],
  [`100 * ${share}`, '23'],
  [share, '0.23'],
  [`${share} * 100 > 5`, '23'],
  [`${share} * 100 > 50`, undefined],
  [p95, '0.9'],
  [`${p95} * 1000`, '900'],
  [`1000 * ${p95}`, '900'],
  ['up{job="analysis-service"}', '0'],
  ['up{job="database"}', '1'],
  ['up{job="unknown"}', undefined],
  ['kube_deployment_status_replicas_available{namespace="x",deployment="database"}', '1'],
  ['max(queue_depth{queue="a"})', '7'],
  ['never_heard_of', undefined],
])('%s measures %s', async (query, value) => {
  demoService.setState({
    components: { 'analysis-service': 'down' },
    errorRate: 23,
    p95Ms: 900,
    metrics: { queue_depth: 7 },
  });
  expect(await valueOf(query)).toBe(value);
});

test('an answer has the shape of Prometheus; what cannot be read is an empty result', async () => {
  demoService.setState({ errorRate: 23 });
  const query = `${share} * 100`;
  const result = {
    status: 'success',
    data: { resultType: 'vector', result: [{ metric: {}, value: [1767582000, '23'] }] },
  };
  expect(await ask(query)).toEqual(result);
  const posted = await fetch(`${demoService.url}/bases/metrics/api/v1/query`, {
    method: 'POST',
    body: new URLSearchParams({ query, time: '2026-01-05T03:00:00Z' }),
  });
  expect(await posted.json()).toEqual(result);
  demoService.setState({ errorRate: null, p95Ms: null });
  expect((await ask(query)).data).toEqual({ resultType: 'vector', result: [] });
  expect((await ask(`${p95} * 1000`)).data.result).toEqual([]);
});

test('a range is a matrix of the same value', async () => {
  demoService.setState({ p95Ms: 900 });
  const { body } = await call(
    'GET',
    `/bases/metrics/api/v1/query_range?start=0&end=30&step=15s&query=${encodeURIComponent(p95)}`,
  );
  expect(body.data).toEqual({
    resultType: 'matrix',
    result: [
      {
        metric: {},
        values: [
          [0, '0.9'],
          [15, '0.9'],
          [30, '0.9'],
        ],
      },
    ],
  });
  const many = await call('GET', '/bases/metrics/api/v1/query_range?start=0&end=11001&step=1&query=up');
  expect(many).toMatchObject({ status: 400, body: { error: expect.stringContaining('11,000 points') } });
});

test.each(['', 'sum(rate(x[5m])', 'up{job="a"', 'up)', 'up +', '* up', 'up up', 'a # b', 'up{job="a}'])(
  'the query "%s" is bad data',
  async (query) => {
    expect(await ask(query)).toMatchObject({
      status: 'error',
      errorType: 'bad_data',
      error: expect.stringContaining('parse error'),
    });
  },
);

const key = { 'idempotency-key': 'INC-1/restart/1' };
const settled = async (runId: string) => {
  for (;;) {
    const { body } = await call('GET', `/actions/runs/${runId}`);
    if (body.status !== 'running') return body;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

test('an action mends what it was said to mend, once for each key, and is on the list', async () => {
  demoService.setState({ components: { 'analysis-service': 'down' }, errorRate: 23 });
  await call('PUT', '/actions/restart', { components: { 'analysis-service': 'ok' }, errorRate: 0.1, seconds: 0.05 });
  const asked = { incidentId: 'INC-1', parameters: { service: 'analysis-service' } };
  const first = await call('POST', '/actions/restart', asked, key);
  expect(first).toMatchObject({ status: 202, body: { status: 'running' } });
  expect(demoService.state().errorRate).toBe(23);
  const again = await call('POST', '/actions/restart', asked, key);
  expect(again.body.runId).toBe(first.body.runId);
  expect(await settled(first.body.runId)).toMatchObject({ status: 'succeeded', output: 'restart is done' });
  expect(demoService.state()).toMatchObject({ components: { 'analysis-service': 'ok' }, errorRate: 0.1 });
  expect((await call('GET', '/actions')).body).toEqual([
    { at: expect.any(String), name: 'restart', ...asked, runId: first.body.runId, key: key['idempotency-key'] },
  ]);
  expect((await call('POST', '/actions/restart', { parameters: {} }, key)).status).toBe(422);
});

test('an action that fails changes nothing; one never described is not there', async () => {
  demoService.setState({ errorRate: 23 });
  await call('PUT', '/actions/rollback', { errorRate: 0, fails: true, seconds: 0 });
  const { body } = await call('POST', '/actions/rollback', {});
  expect(await settled(body.runId)).toMatchObject({ status: 'failed' });
  expect(demoService.state().errorRate).toBe(23);
  expect((await call('POST', '/actions/scale', {})).status).toBe(404);
  expect((await call('GET', '/actions/runs/run-9')).status).toBe(404);
  expect((await call('PUT', '/actions/scale', { second: 1 })).body.errors).toEqual([
    { path: 'second', message: 'is not a known field' },
  ]);
});

test('a lost answer has acted, and the same key then gives the run; 500 has not acted', async () => {
  demoService.setState({ errorRate: 23 });
  demoService.setAction('restart', { errorRate: 0, seconds: 0, outcome: 'lost-answer' });
  await expect(call('POST', '/actions/restart', {}, key)).rejects.toThrow('fetch failed');
  expect(demoService.state().errorRate).toBe(0);
  expect(await call('POST', '/actions/restart', {}, key)).toMatchObject({
    status: 202,
    body: { runId: 'run-000001', status: 'succeeded' },
  });
  demoService.setAction('scale', { outcome: '500' });
  expect((await call('POST', '/actions/scale', {})).status).toBe(500);
  expect(demoService.actions()).toHaveLength(1);
});

test('on a clock that is wound, an action takes its time and nothing ticks', async () => {
  let at = Date.parse('2026-01-05T03:00:00Z');
  const wound = createDemoService({ now: () => new Date(at) });
  wound.setState({ errorRate: 23 });
  wound.setAction('restart', { errorRate: 0, seconds: 600 });
  await wound.handle({ method: 'POST', path: '/actions/restart', headers: {}, body: '{}' });
  at += 599_000;
  expect(wound.state().errorRate).toBe(23);
  at += 1_000;
  expect(wound.state().errorRate).toBe(0);
});

test('the page shows hostile words as words', async () => {
  demoService.setAction('restart', { seconds: 0 });
  await call('POST', '/actions/restart', { incidentId: '<img src=x>', parameters: { a: '<script>alert(1)</script>' } });
  const page = await (await fetch(demoService.url)).text();
  expect(page).toContain('analysis-service');
  expect(page).not.toContain('<img');
  expect(page).not.toContain('<script>alert');
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
});
