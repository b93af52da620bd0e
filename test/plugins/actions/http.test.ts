import { afterEach, expect, test } from 'vitest';
import { NoAnswer, Undeliverable, Unreachable } from '#core/errors';
import { connect } from '#plugins/actions/http/run';
import { json, type WireAnswer } from '#plugins/fakes/wire';
import { type Answering, answering, patienceWith, portsAt } from '../other-side.ts';

let server: Answering | undefined;
afterEach(() => server?.close());

const key = 'INC-000042.1.mitigate.1.restart';
const restart = {
  kind: 'http',
  base: 'operations',
  path: '/actions/restart-workers',
  parameters: { count: 2 },
} as const;
const runnerAgainst = async (...answers: WireAnswer[]) => {
  server = await answering(() => answers.shift() ?? { broken: 'hanging' });
  const patience = Math.min(...answers.map(patienceWith));
  return connect(portsAt(server.url, [{ path: ['base'], name: 'operations', of: 'base' }], {}, {}, patience));
};

test('is started under its key and looked at beside its address until it is over', async () => {
  const runner = await runnerAgainst(
    json(202, { runId: 'run/7' }),
    json(200, { status: 'running' }),
    json(200, { status: 'succeeded', output: { restarted: 2 } }),
  );
  expect(await runner.start(key, restart, 'INC-000042')).toEqual({ handle: 'run/7' });
  expect(await runner.look(restart, 'run/7', 'INC-000042')).toEqual({ status: 'running' });
  expect(await runner.look(restart, 'run/7', 'INC-000042')).toEqual({
    status: 'succeeded',
    output: '{"restarted":2}',
  });
  expect(server?.asked.map(({ method, path, headers }) => [method, path, headers['idempotency-key']])).toEqual([
    ['POST', '/bases/operations/actions/restart-workers', key],
    ['GET', '/bases/operations/actions/runs/run%2F7', undefined],
    ['GET', '/bases/operations/actions/runs/run%2F7', undefined],
  ]);
  expect(JSON.parse(server?.asked[0]?.body ?? '')).toEqual({ incidentId: 'INC-000042', parameters: { count: 2 } });
});

test('done at once needs no second question', async () => {
  const runner = await runnerAgainst(json(200, { output: 'flag is off' }));
  expect(await runner.start(key, restart, 'INC-000042')).toEqual({ status: 'succeeded', output: 'flag is off' });
});

test.each<[string, WireAnswer, typeof NoAnswer | typeof Undeliverable]>([
  ['a refusal', json(409, {}), Undeliverable],
  ['a bad address', json(404, {}), Undeliverable],
  ['a run without an id', json(202, {}), NoAnswer],
])('start meets %s', async (_, answer, expected) => {
  const runner = await runnerAgainst(answer);
  await expect(runner.start(key, restart, 'INC-000042')).rejects.toThrow(expected);
});

test.each<[string, WireAnswer, unknown]>([
  ['failed', json(200, { status: 'failed', output: 'no such worker' }), { status: 'failed', output: 'no such worker' }],
  ['over without a word', json(200, { status: 'succeeded' }), { status: 'succeeded', output: '' }],
  ['forgotten', json(404, {}), { status: 'failed', output: 'the run is not known any more' }],
])('a run is %s', async (_, answer, look) => {
  const runner = await runnerAgainst(answer);
  expect(await runner.look(restart, '7', 'INC-000042')).toEqual(look);
});

test.each<[string, WireAnswer, typeof NoAnswer | typeof Unreachable]>([
  ['a server that fails', json(503, {}), Unreachable],
  ['an unknown state', json(200, { status: 'perhaps' }), NoAnswer],
  ['silence', { broken: 'hanging' }, NoAnswer],
])('a look that meets %s says nothing of the run', async (_, answer, expected) => {
  const runner = await runnerAgainst(answer, answer, answer);
  await expect(runner.look(restart, '7', 'INC-000042')).rejects.toThrow(expected);
});
