import { afterEach, expect, test } from 'vitest';
import { fetchHttp } from '#adapters/http';
import { outcomeOf } from '#app/actions/look';
import { NoAnswer, NotConfigured, RateLimited, Undeliverable, Unreachable } from '#core/errors';
import { startDemoService } from '#local/demo-service/server';
import { runCommand } from '#plugins/actions/run-command/action';
import { commentOf, connect } from '#plugins/actions/run-command/run';
import { runs } from '#plugins/actions/runs';
import { awsError } from '#plugins/fakes/aws';
import { signatureFault } from '#plugins/fakes/signed-request';
import { json, type WireAnswer } from '#plugins/fakes/wire';
import { type Answering, answering, portsAt } from '../other-side.ts';

let server: Answering | undefined;
afterEach(() => server?.close());

const key = 'INC-000042.1.mitigate.1.restart';
const id = '00000000-0000-4000-8000-000000000001';
const restart = {
  kind: 'run-command',
  document: 'restart-workers',
  version: '3',
  parameters: { Count: 2, Force: true },
  lists: { Services: ['a', 'b'] },
  tags: { Role: ['worker', 'spare'], Stage: ['prod'] },
  deliverWithin: '2m',
};
type Act = Parameters<ReturnType<typeof connect>['start']>[1];
const actOf = (more: object = {}) => runCommand.schema.parse({ ...restart, ...more }) as Act;
const act = actOf();
/** A busy machine is no lost answer. */
const system = (url: string) => ({
  ...portsAt(url, [], { SSM_URL: url }),
  http: fetchHttp({ allowHosts: [new URL(url).host], wallTimeoutMs: 10_000 }),
});
const runnerAgainst = async (...answers: WireAnswer[]) => {
  server = await answering(() => answers.shift() ?? { broken: 'hanging' });
  return connect(portsAt(server.url, [], { SSM_URL: server.url }));
};
const asked = () =>
  (server?.asked ?? []).map(({ headers, body }) => [headers['x-amz-target']?.split('.')[1], JSON.parse(body)]);
const command = (Status: string, more: object = {}) => ({
  CommandId: id,
  Status,
  StatusDetails: Status,
  TargetCount: 1,
  ...more,
});
const listed = (...Commands: object[]) => json(200, { Commands });
const sent = json(200, { Command: command('Pending') });

test('an earlier command of the same key is looked for; where there is none, one is sent, by signed calls', async () => {
  const runner = await runnerAgainst(listed(command('Success', { Comment: 'another' })), sent);
  expect(await runner.start(key, act, 'INC-000042')).toEqual({ handle: id });
  expect(asked()).toEqual([
    [
      'ListCommands',
      {
        Filters: [
          { key: 'DocumentName', value: 'restart-workers' },
          { key: 'InvokedAfter', value: '2026-01-04T03:04:30Z' },
        ],
        MaxResults: 50,
      },
    ],
    [
      'SendCommand',
      {
        DocumentName: 'restart-workers',
        DocumentVersion: '3',
        Parameters: { Count: ['2'], Force: ['true'], Services: ['a', 'b'] },
        Targets: [
          { Key: 'tag:Role', Values: ['worker', 'spare'] },
          { Key: 'tag:Stage', Values: ['prod'] },
        ],
        TimeoutSeconds: 120,
        Comment: commentOf(key, 'INC-000042'),
      },
    ],
  ]);
  const now = () => new Date('2026-01-05T03:04:30Z');
  const signer = { service: 'ssm', region: 'eu-central-1', accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'test', now };
  for (const request of server?.asked ?? []) expect(signatureFault(request, signer)).toBeUndefined();
});

test('a comment is short, names the incident, and is the same for the same key alone', () => {
  expect(commentOf(key, 'INC-000042')).toMatch(/^INC-000042 tocsin:[0-9a-f]{32}$/);
  expect(commentOf(key, 'x'.repeat(200)).length).toBeLessThanOrEqual(100);
  expect(commentOf(`${key}x`, 'INC-000042')).not.toBe(commentOf(key, 'INC-000042'));
});

test('a command that was sent already is found, also on a later page, and none is sent beside it', async () => {
  const first = json(200, { Commands: [command('Success', { CommandId: 'x' })], NextToken: 'more' });
  const runner = await runnerAgainst(first, listed(command('InProgress', { Comment: commentOf(key, 'INC-000042') })));
  const named = actOf({ tags: undefined, instances: ['i-0a1b2c3d', 'i-0a1b2c3e'] });
  expect(await runner.start(key, named, 'INC-000042')).toEqual({ handle: id });
  expect(asked().map(([operation, { InstanceId, NextToken }]) => [operation, InstanceId, NextToken])).toEqual([
    ['ListCommands', 'i-0a1b2c3d', undefined],
    ['ListCommands', 'i-0a1b2c3d', 'more'],
  ]);
});

test.each<[string, WireAnswer, typeof NoAnswer | typeof RateLimited | typeof Undeliverable, string]>([
  ['a document that is not there', awsError(400, 'InvalidDocument', {}), Undeliverable, 'InvalidDocument'],
  ['a node that cannot be reached', awsError(400, 'InvalidInstanceId', {}), Undeliverable, 'InvalidInstanceId'],
  [
    'missing rights',
    awsError(400, 'AccessDeniedException', { message: 'SECRET' }),
    Undeliverable,
    'AccessDeniedException',
  ],
  ['throttling', awsError(400, 'ThrottlingException', {}), RateLimited, 'ThrottlingException'],
  ['a service that fails', awsError(500, 'InternalServerError', {}), NoAnswer, 'InternalServerError (500)'],
])('a send that meets %s', async (_, answer, kind, name) => {
  const start = (await runnerAgainst(listed(), answer)).start(key, act, 'INC-000042');
  await expect(start).rejects.toThrow(kind);
  expect(
    await start.then(
      () => '',
      (error: Error) => error.message,
    ),
  ).toBe(`Systems Manager: ${name}`);
});

const node = (Status: string, more: object = {}) => ({
  InstanceId: 'i-0a1b2c3d',
  Status,
  StatusDetails: Status,
  ...more,
});
const plugin = (ResponseCode: number, Output: string) => ({ CommandPlugins: [{ ResponseCode, Output }] });
test.each<[string, object, object[], object]>([
  ...['Pending', 'InProgress', 'Delayed', 'Cancelling'].map((word): [string, object, object[], object] => [
    word,
    command(word),
    [],
    { status: 'running' },
  ]),
  [
    'done on both nodes',
    command('Success', { TargetCount: 2 }),
    [node('Success', plugin(0, 'restarted\n')), { ...node('Success', plugin(0, '')), InstanceId: 'i-2' }],
    { status: 'succeeded', output: 'i-0a1b2c3d Success: restarted; i-2 Success' },
  ],
  [
    'failed on one',
    command('Failed', { TargetCount: 2 }),
    [node('Success', plugin(0, '')), { ...node('Failed', plugin(7, 'no such unit')), InstanceId: 'i-2' }],
    { status: 'failed', output: 'Failed; i-0a1b2c3d Success; i-2 Failed (code 7): no such unit' },
  ],
  [
    'not taken by its node in time',
    command('TimedOut', { StatusDetails: 'DeliveryTimedOut' }),
    [node('TimedOut', { StatusDetails: 'DeliveryTimedOut', ...plugin(-1, '') })],
    { status: 'failed', output: 'DeliveryTimedOut; i-0a1b2c3d DeliveryTimedOut' },
  ],
  [
    'said to be a success, though incomplete',
    command('Success', { StatusDetails: 'Incomplete' }),
    [node('TimedOut')],
    { status: 'failed', output: 'Incomplete; i-0a1b2c3d TimedOut' },
  ],
  [
    'said to be a success, though for nobody',
    command('Success', { TargetCount: 0 }),
    [],
    { status: 'failed', output: 'there was no such node' },
  ],
  [
    'for nobody',
    command('Success', { StatusDetails: 'NoInstancesInTag', TargetCount: 0 }),
    [],
    { status: 'failed', output: 'there was no such node' },
  ],
  [
    'cancelled',
    command('Cancelled'),
    [node('Cancelled')],
    { status: 'failed', output: 'Cancelled; i-0a1b2c3d Cancelled' },
  ],
])('a command that is %s', async (_, found, CommandInvocations, look) => {
  const runner = await runnerAgainst(listed(found), json(200, { CommandInvocations }));
  expect(await runner.look(act, id, 'INC-000042')).toEqual(look);
});

test('of long output 2,000 characters are kept', async () => {
  const runner = await runnerAgainst(
    listed(command('Success')),
    json(200, { CommandInvocations: [node('Success', plugin(0, 'x'.repeat(2_500)))] }),
  );
  const look = await runner.look(act, id, 'INC-000042');
  expect('output' in look ? look.output.length : 0).toBe(2_000);
});

test.each<[string, WireAnswer, typeof NoAnswer | typeof Unreachable]>([
  ['a command that is not known yet', listed(), Unreachable],
  ['a word that this release does not know', listed(command('Exited')), NoAnswer],
  ['a service that fails', awsError(500, 'InternalServerError', {}), Unreachable],
])('a look that meets %s says nothing of the run', async (_, answer, kind) => {
  await expect((await runnerAgainst(answer)).look(act, id, 'INC-000042')).rejects.toThrow(kind);
});

test('without a Region nothing is called', async () => {
  const runner = connect(portsAt('http://127.0.0.1:9'));
  await expect(runner.start(key, act, 'INC-000042')).rejects.toThrow(NotConfigured);
});

test('against the fake: a command for nobody has failed; one whose time is over is cancelled', async () => {
  const service = await startDemoService({ plugins: [runCommand] });
  try {
    service.setAction('restart-workers', { seconds: 600 });
    const actions = runs([runCommand], system(service.url));
    const nobody = actOf({ tags: { Role: ['nobody'] } });
    const none = await actions.start(`${key}.none`, nobody, 'INC-000042');
    expect(await actions.look(nobody, none.handle, 'INC-000042')).toEqual({
      status: 'failed',
      output: 'there was no such node',
    });
    const gone = actOf({ tags: undefined, instances: ['i-00000000'] });
    await expect(actions.start(`${key}.gone`, gone, 'INC-000042')).rejects.toThrow(Undeliverable);
    expect(service.actions()).toEqual([]);
    const { handle } = await actions.start(key, act, 'INC-000042');
    const started = { act, handle, incidentId: 'INC-000042', until: '2026-01-05T03:00:00Z', timeout: '5m' };
    expect(await outcomeOf({ actions, now: () => new Date('2026-01-05T03:01:00Z') }, started)).toEqual({
      outcome: 'unknown',
      output: 'still running after 5m, and told to stop',
    });
    expect(await actions.look(act, handle, 'INC-000042')).toEqual({
      status: 'failed',
      output: 'Cancelled; i-0a1b2c3d Cancelled (code 1)',
    });
  } finally {
    await service.close();
  }
});

test.each([
  ['neither instances nor tags', { tags: undefined }, 'instances'],
  ['both', { instances: ['i-0a1b2c3d'] }, 'instances'],
  ['no tag', { tags: {} }, 'tags'],
  ['a wildcard', { tags: { Role: ['*'] } }, 'tags'],
  ['what is no id', { tags: undefined, instances: ['*'] }, 'instances'],
  ['a document by its ARN', { document: 'arn:aws:ssm:*' }, 'document'],
  ['a delivery that is too short', { deliverWithin: '10s' }, 'deliverWithin'],
  ['a parameter that stands twice', { lists: { Count: ['1'] } }, 'lists'],
])('%s is refused by the schema', (_, more, field) => {
  expect(runCommand.schema.safeParse({ ...restart, ...more }).error?.issues[0]?.path[0]).toBe(field);
});

test('one document on the same nodes is one target, in whatever order they stand', () => {
  const on = (...instances: string[]) => runCommand.target(actOf({ tags: undefined, instances }));
  expect(on('i-0a1b2c3d', 'i-0a1b2c3e')).toBe(on('i-0a1b2c3e', 'i-0a1b2c3d'));
  expect(on('i-0a1b2c3d')).not.toBe(on('i-0a1b2c3e'));
  expect(runCommand.target(act)).not.toBe(on('i-0a1b2c3d'));
});
