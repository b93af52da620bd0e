import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fetchHttp } from '#adapters/http';
import type { ActionRequest } from '#app/ports';
import { NoAnswer, Undeliverable } from '#core/errors';
import { type RunningDemoService, startDemoService } from '#local/demo-service/server';
import { actions } from '#plugins/actions/run';
import { checks } from '#plugins/checks/read';

let demoService: RunningDemoService;
beforeAll(async () => {
  demoService = await startDemoService({ components: ['analysis-service'], slowMs: 200 });
});
afterAll(() => demoService.close());
const ports = () => {
  const http = fetchHttp({ allowHosts: [new URL(demoService.url).host] });
  return {
    ...checks({ http, cloudwatch: new CloudWatchClient({}) }),
    ...actions({ http, lambda: new LambdaClient({}) }),
  };
};
const health = () =>
  ports().read({ kind: 'http', url: `${demoService.url}/services/analysis-service/health`, timeoutMs: 100 });
const errorRate = () =>
  ports().read({ kind: 'promql', url: `${demoService.url}/bases/metrics`, query: 'error_rate', timeoutMs: 100 });
const action = (name: string): ActionRequest => ({
  kind: 'http',
  url: `${demoService.url}/actions/${name}`,
  parameters: { count: 2 },
  incidentId: 'INC-000042',
});

test('what the demo service has is what is read of it', async () => {
  demoService.setState({ components: { 'analysis-service': 'ok' }, metrics: { error_rate: 0.5 } });
  expect(await health()).toEqual({ value: 1, because: 'answers 200' });
  expect(await errorRate()).toEqual({ value: 0.5, because: 'reads 0.5' });
  demoService.setState({ components: { 'analysis-service': 'down' }, metrics: { error_rate: null } });
  expect(await health()).toEqual({ value: 0, because: 'answers 503' });
  expect((await errorRate()).value).toBeNull();
  demoService.setState({ components: { 'analysis-service': 'slow' } });
  expect(await health()).toEqual({ value: 0, because: 'no answer in 0.1 s' });
});

test('an action is done once a key, and its run is followed to its end', async () => {
  demoService.setState({ components: { 'analysis-service': 'down' } });
  demoService.setAction('restart', { components: { 'analysis-service': 'ok' }, seconds: 0 });
  const { handle } = await ports().start('key-1', action('restart'));
  expect(await ports().start('key-1', action('restart'))).toEqual({ handle });
  expect(await ports().look(action('restart'), handle)).toEqual({ status: 'succeeded', output: 'restart is done' });
  expect(await health()).toEqual({ value: 1, because: 'answers 200' });
  expect(
    demoService.actions().map(({ name, key, incidentId, parameters }) => ({ name, key, incidentId, parameters })),
  ).toEqual([{ name: 'restart', key: 'key-1', incidentId: 'INC-000042', parameters: { count: 2 } }]);
});

test('a start whose answer is lost is done once: the same key finds its run', async () => {
  demoService.setAction('drain', { seconds: 60, outcome: 'lost-answer' });
  await expect(ports().start('key-2', action('drain'))).rejects.toThrow(NoAnswer);
  const { handle } = await ports().start('key-2', action('drain'));
  expect(await ports().look(action('drain'), handle)).toEqual({ status: 'running' });
  expect(demoService.actions().filter((one) => one.name === 'drain')).toHaveLength(1);
});

test('what fails, what is not there and what breaks are told apart', async () => {
  demoService.setAction('flush', { seconds: 0, fails: true });
  const { handle } = await ports().start('key-3', action('flush'));
  expect(await ports().look(action('flush'), handle)).toEqual({ status: 'failed', output: 'flush did not work' });
  await expect(ports().start('key-4', action('nothing'))).rejects.toThrow(Undeliverable);
  demoService.setAction('break', { outcome: '500' });
  await expect(ports().start('key-5', action('break'))).rejects.toThrow(NoAnswer);
});
