import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, test } from 'vitest';
import { fetchHttp } from '#adapters/http';
import type { ActionRequest } from '#app/ports';
import { NoAnswer, NotConfigured, RateLimited, Undeliverable, Unreachable } from '#core/errors';
import { actions } from '#plugins/actions/run';
import { type Answer, type Asked, startProvider } from '../channels/provider.ts';

let close: (() => Promise<void>) | undefined;
afterEach(async () => {
  await close?.();
  close = undefined;
});
const system = async (answer: (asked: Asked) => Answer) => {
  const started = await startProvider(answer);
  close = started.close;
  const lambda = new LambdaClient({
    region: 'eu-central-1',
    endpoint: started.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: { requestTimeout: 100, throwOnRequestTimeout: true },
  });
  const http = fetchHttp({ allowHosts: [new URL(started.url).host], wallTimeoutMs: 100 });
  return { ...started, run: actions({ http, lambda }) };
};
const key = 'INC-000042/1/mitigate/1/restart';

describe('http', () => {
  const actionAt = (url: string): ActionRequest => ({
    kind: 'http',
    url: `${url}/actions/restart-workers`,
    parameters: { count: 2 },
    incidentId: 'INC-000042',
  });

  test('is started once under its key and looked at until it is over', async () => {
    const looks = [{ status: 'running' }, { status: 'succeeded', output: { restarted: 2 } }];
    const { run, url, asked } = await system((one) =>
      one.method === 'POST' ? { status: 202, body: { runId: 'run/7' } } : { body: looks.shift() },
    );
    const { handle } = await run.start(key, actionAt(url));
    expect(await run.start(key, actionAt(url))).toEqual({ handle });
    expect(await run.look(actionAt(url), handle)).toEqual({ status: 'running' });
    expect(await run.look(actionAt(url), handle)).toEqual({ status: 'succeeded', output: '{"restarted":2}' });
    expect(asked.map((one) => [one.method, one.url, one.headers['idempotency-key']])).toEqual([
      ['POST', '/actions/restart-workers', key],
      ['POST', '/actions/restart-workers', key],
      ['GET', '/actions/runs/run%2F7', undefined],
      ['GET', '/actions/runs/run%2F7', undefined],
    ]);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ incidentId: 'INC-000042', parameters: { count: 2 } });
  });

  test('done at once needs no second question', async () => {
    const { run, url, asked } = await system(() => ({ body: { output: 'flag is off' } }));
    const { handle } = await run.start(key, actionAt(url));
    expect(await run.look(actionAt(url), handle)).toEqual({ status: 'succeeded', output: 'flag is off' });
    expect(asked).toHaveLength(1);
  });

  test.each<[string, Answer, unknown]>([
    ['a refusal', { status: 409 }, Undeliverable],
    ['a bad address', { status: 404 }, Undeliverable],
    ['patience', { status: 429 }, RateLimited],
    ['a failing server, which may have acted', { status: 500 }, NoAnswer],
    ['a run without an id', { status: 202, body: {} }, NoAnswer],
    ['a reset', 'reset', NoAnswer],
    ['silence', 'hang', NoAnswer],
  ])('start meets %s', async (_what, answer, expected) => {
    const { run, url, asked } = await system(() => answer);
    await expect(run.start(key, actionAt(url))).rejects.toThrow(expected);
    expect(asked).toHaveLength(1);
  });

  test.each<[string, Answer, unknown]>([
    [
      'failed',
      { body: { status: 'failed', output: 'no such worker' } },
      { status: 'failed', output: 'no such worker' },
    ],
    ['over without a word', { body: { status: 'succeeded' } }, { status: 'succeeded', output: '' }],
    ['forgotten', { status: 404 }, { status: 'failed', output: 'the run is not known any more' }],
  ])('a run is %s', async (_what, answer, look) => {
    const { run, url } = await system((one) => (one.method === 'POST' ? { status: 202, body: { runId: 7 } } : answer));
    const { handle } = await run.start(key, actionAt(url));
    expect(await run.look(actionAt(url), handle)).toEqual(look);
  });

  test.each<[Answer, unknown]>([
    [{ status: 503 }, Unreachable],
    [{ body: { status: 'perhaps' } }, NoAnswer],
    ['hang', NoAnswer],
  ])('a look that meets %j says nothing of the run', async (answer, expected) => {
    const { run, url } = await system((one) => (one.method === 'POST' ? { status: 202, body: { runId: 7 } } : answer));
    const { handle } = await run.start(key, actionAt(url));
    await expect(run.look(actionAt(url), handle)).rejects.toThrow(expected);
  });

  test('a server that is not there has started nothing; no address is no action', async () => {
    const { run, url } = await system(() => ({}));
    await close?.();
    close = undefined;
    await expect(run.start(key, actionAt(url))).rejects.toThrow(Unreachable);
    await expect(run.start(key, { kind: 'http', parameters: {}, incidentId: 'INC-000042' })).rejects.toThrow(
      NotConfigured,
    );
    await expect(run.look(actionAt(url), 'made up')).rejects.toThrow(Undeliverable);
  });
});

describe('lambda', () => {
  const action: ActionRequest = {
    kind: 'lambda',
    functionName: 'failover',
    parameters: { to: 'b' },
    incidentId: 'INC-000042',
  };
  const said = async (...answers: Answer[]) => system(() => answers.shift() ?? {});

  test('a short function is over when it answers', async () => {
    const { run, asked } = await said({ body: { status: 'succeeded', output: 'on b' } });
    const { handle } = await run.start(key, action);
    expect(await run.look(action, handle)).toEqual({ status: 'succeeded', output: 'on b' });
    expect(asked.map((one) => [one.url, JSON.parse(one.body)])).toEqual([
      ['/2015-03-31/functions/failover/invocations', { key, incidentId: 'INC-000042', parameters: { to: 'b' } }],
    ]);
  });

  test('one that runs on is asked again by its handle', async () => {
    const { run, asked } = await said(
      { body: { status: 'running', handle: 'h1' } },
      { body: { status: 'running' } },
      { body: { status: 'failed', output: 'b is down' } },
    );
    const { handle } = await run.start(key, action);
    expect(await run.look(action, handle)).toEqual({ status: 'running' });
    expect(await run.look(action, handle)).toEqual({ status: 'failed', output: 'b is down' });
    expect(JSON.parse(asked[2]?.body ?? '')).toEqual({
      handle: 'h1',
      incidentId: 'INC-000042',
      parameters: { to: 'b' },
    });
  });

  test('a function that throws has failed', async () => {
    const { run } = await said({
      headers: { 'x-amz-function-error': 'Unhandled' },
      body: { errorType: 'TypeError', errorMessage: 'SECRET' },
    });
    const { handle } = await run.start(key, action);
    expect(await run.look(action, handle)).toEqual({ status: 'failed', output: 'the function failed: TypeError' });
  });

  test.each<[string, Answer, unknown]>([
    [
      'no such function',
      { status: 404, headers: { 'x-amzn-errortype': 'ResourceNotFoundException' }, body: {} },
      Undeliverable,
    ],
    ['throttling', { status: 429, headers: { 'x-amzn-errortype': 'TooManyRequestsException' }, body: {} }, RateLimited],
    [
      'a failing service, which may have called it',
      { status: 500, headers: { 'x-amzn-errortype': 'ServiceException' }, body: {} },
      NoAnswer,
    ],
    ['an answer without a status', { body: {} }, NoAnswer],
    ['a run without a handle', { body: { status: 'running' } }, NoAnswer],
    ['a reset', 'reset', NoAnswer],
    ['silence', 'hang', NoAnswer],
  ])('start meets %s', async (_what, answer, expected) => {
    const { run, asked } = await said(answer);
    await expect(run.start(key, action)).rejects.toThrow(expected);
    expect(asked).toHaveLength(1);
  });

  test('no function is no action', async () => {
    const { run } = await said();
    await expect(run.start(key, { kind: 'lambda', parameters: {}, incidentId: 'INC-000042' })).rejects.toThrow(
      NotConfigured,
    );
  });
});
