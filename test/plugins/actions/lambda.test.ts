import { afterEach, expect, test } from 'vitest';
import { NoAnswer, RateLimited, Undeliverable } from '#core/errors';
import { connect } from '#plugins/actions/lambda/run';
import { json, type WireAnswer } from '#plugins/fakes/wire';
import { type Answering, answering, portsAt } from '../other-side.ts';

let server: Answering | undefined;
afterEach(() => server?.close());

const key = 'INC-000042.1.mitigate.1.failover';
const failover = { kind: 'lambda', function: 'failover', parameters: { to: 'b' } } as const;
const runnerAgainst = async (...answers: WireAnswer[]) => {
  server = await answering(() => answers.shift() ?? { broken: 'hanging' });
  return connect(portsAt(server.url));
};
const asked = () => server?.asked.map(({ path, body }) => [decodeURIComponent(path), JSON.parse(body)]);
const path = '/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:failover/invocations';

test('a short function is over when it answers', async () => {
  const runner = await runnerAgainst(json(200, { status: 'succeeded', output: 'on b' }));
  expect(await runner.start(key, failover, 'INC-000042')).toEqual({ status: 'succeeded', output: 'on b' });
  expect(asked()).toEqual([[path, { key, incidentId: 'INC-000042', parameters: { to: 'b' } }]]);
});

test('one that runs on is asked again by its handle', async () => {
  const runner = await runnerAgainst(
    json(200, { status: 'running', handle: 'h1' }),
    json(200, { status: 'running' }),
    json(200, { status: 'failed', output: 'b is down' }),
  );
  expect(await runner.start(key, failover, 'INC-000042')).toEqual({ handle: 'h1' });
  expect(await runner.look(failover, 'h1', 'INC-000042')).toEqual({ status: 'running' });
  expect(await runner.look(failover, 'h1', 'INC-000042')).toEqual({ status: 'failed', output: 'b is down' });
  expect(asked()?.[2]).toEqual([path, { handle: 'h1', incidentId: 'INC-000042', parameters: { to: 'b' } }]);
});

test('of a long answer 2,000 characters are kept', async () => {
  const runner = await runnerAgainst(json(200, { status: 'succeeded', output: `on b ${'x'.repeat(150_000)}` }));
  const over = await runner.start(key, failover, 'INC-000042');
  expect('output' in over ? [over.output.length, over.output.slice(0, 5)] : over).toEqual([2_000, 'on b ']);
});

test('a function that throws has failed; its words are kept back', async () => {
  const thrown = { errorType: 'TypeError', errorMessage: 'SECRET' };
  const runner = await runnerAgainst(json(200, thrown, { 'x-amz-function-error': 'Unhandled' }));
  expect(await runner.start(key, failover, 'INC-000042')).toEqual({
    status: 'failed',
    output: 'the function failed: TypeError',
  });
});

const awsError = (status: number, type: string) => json(status, {}, { 'x-amzn-errortype': type });
test.each<[string, WireAnswer, typeof NoAnswer | typeof Undeliverable | typeof RateLimited]>([
  ['no such function', awsError(404, 'ResourceNotFoundException'), Undeliverable],
  ['throttling', awsError(429, 'TooManyRequestsException'), RateLimited],
  ['a failing service, which may have called it', awsError(500, 'ServiceException'), NoAnswer],
  ['an answer without a status', json(200, {}), NoAnswer],
  ['a run without a handle', json(200, { status: 'running' }), NoAnswer],
])('start meets %s', async (_, answer, expected) => {
  const runner = await runnerAgainst(answer);
  await expect(runner.start(key, failover, 'INC-000042')).rejects.toThrow(expected);
  expect(server?.asked).toHaveLength(1);
});
