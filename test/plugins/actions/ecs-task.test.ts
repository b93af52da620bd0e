import { afterEach, expect, test } from 'vitest';
import { outcomeOf } from '#app/actions/look';
import { NoAnswer, NotConfigured, RateLimited, Undeliverable, Unreachable } from '#core/errors';
import { startDemoService } from '#local/demo-service/server';
import { ecsTask } from '#plugins/actions/ecs-task/action';
import { connect, tokenOf } from '#plugins/actions/ecs-task/run';
import { runs } from '#plugins/actions/runs';
import { awsError } from '#plugins/fakes/aws';
import { signatureFault } from '#plugins/fakes/signed-request';
import { json, type WireAnswer } from '#plugins/fakes/wire';
import { type Answering, answering, portsAt } from '../other-side.ts';
import { portsOfEcs } from './ecs.ts';

let server: Answering | undefined;
afterEach(() => server?.close());

const key = 'INC-000042.1.mitigate.1.drain';
const arn = 'arn:aws:ecs:eu-central-1:123456789012:task/shop/0123456789abcdef';
const drain = {
  kind: 'ecs-task',
  cluster: 'shop',
  task: 'drain-queue:3',
  container: 'app',
  command: ['drain', '--fast'],
  parameters: { QUEUE: 'orders', MOST: 500 },
  launchType: 'FARGATE',
  network: { subnets: ['subnet-0a1b2c3d'], securityGroups: ['sg-0a1b2c3d'] },
} as const;
const act = ecsTask.schema.parse(drain) as Parameters<ReturnType<typeof connect>['start']>[1];
const runnerAgainst = async (...answers: WireAnswer[]) => {
  server = await answering(() => answers.shift() ?? { broken: 'hanging' });
  return connect(portsOfEcs(server.url));
};
const started = json(200, { tasks: [{ taskArn: arn, lastStatus: 'PROVISIONING' }], failures: [] });

test('a task is run by one signed call: one of it, by a token made of the key, with parameters as text', async () => {
  expect(await (await runnerAgainst(started)).start(key, act, 'INC-000042')).toEqual({ handle: arn });
  const [asked, ...more] = server?.asked ?? [];
  if (asked === undefined) throw new Error('nothing was asked');
  expect([more.length, asked.headers['x-amz-target']]).toEqual([0, 'AmazonEC2ContainerServiceV20141113.RunTask']);
  expect(JSON.parse(asked.body)).toEqual({
    cluster: 'shop',
    taskDefinition: 'drain-queue:3',
    count: 1,
    clientToken: tokenOf(key),
    startedBy: 'INC-000042',
    launchType: 'FARGATE',
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: ['subnet-0a1b2c3d'],
        securityGroups: ['sg-0a1b2c3d'],
        assignPublicIp: 'DISABLED',
      },
    },
    overrides: {
      containerOverrides: [
        {
          name: 'app',
          command: ['drain', '--fast'],
          environment: [
            { name: 'QUEUE', value: 'orders' },
            { name: 'MOST', value: '500' },
          ],
        },
      ],
    },
  });
  expect(tokenOf(key)).toMatch(/^[0-9a-f]{64}$/);
  expect(tokenOf(`${key}x`)).not.toBe(tokenOf(key));
  const now = () => new Date('2026-01-05T03:04:30Z');
  const signer = { service: 'ecs', region: 'eu-central-1', accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'test', now };
  expect(signatureFault(asked, signer)).toBeUndefined();
});

test.each<[string, WireAnswer, typeof NoAnswer | typeof RateLimited | typeof Undeliverable, string]>([
  [
    'a cluster without room',
    json(200, {
      tasks: [],
      failures: [
        { arn: 'x', reason: 'RESOURCE:MEMORY' },
        { arn: 'y', reason: 'AGENT' },
      ],
    }),
    Undeliverable,
    'ECS started no task: RESOURCE:MEMORY, AGENT',
  ],
  ['neither task nor failure', json(200, {}), NoAnswer, 'ECS answers neither a task nor a failure'],
  [
    'a token that was used for another call',
    awsError(400, 'ConflictException', {}),
    NoAnswer,
    'ECS: ConflictException',
  ],
  ['throttling', awsError(400, 'ThrottlingException', {}), RateLimited, 'ECS: ThrottlingException'],
  [
    'a cluster that is not there',
    awsError(400, 'ClusterNotFoundException', {}),
    Undeliverable,
    'ECS: ClusterNotFoundException',
  ],
  [
    'missing rights',
    awsError(400, 'AccessDeniedException', { message: 'SECRET' }),
    Undeliverable,
    'ECS: AccessDeniedException',
  ],
  ['a service that fails', awsError(500, 'ServerException', {}), NoAnswer, 'ECS: ServerException (500)'],
])('a start that meets %s', async (_, answer, kind, words) => {
  const start = (await runnerAgainst(answer)).start(key, act, 'INC-000042');
  await expect(start).rejects.toThrow(kind);
  expect(
    await start.then(
      () => '',
      (error: Error) => error.message,
    ),
  ).toBe(words);
  expect(server?.asked).toHaveLength(1);
});

const standing = (task: object) => json(200, { tasks: [{ taskArn: arn, ...task }], failures: [] });
const exited = {
  lastStatus: 'STOPPED',
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
};
test.each<[string, object, object]>([
  ...['PROVISIONING', 'PENDING', 'ACTIVATING', 'RUNNING', 'DEACTIVATING', 'STOPPING', 'DEPROVISIONING'].map(
    (lastStatus): [string, object, object] => [lastStatus, { lastStatus }, { status: 'running' }],
  ),
  [
    'ended, all with 0',
    {
      ...exited,
      containers: [
        { name: 'app', exitCode: 0 },
        { name: 'log', exitCode: 0 },
      ],
    },
    { status: 'succeeded', output: 'app exited with 0, log exited with 0' },
  ],
  [
    'ended, one with 1',
    {
      ...exited,
      containers: [
        { name: 'app', exitCode: 1 },
        { name: 'log', exitCode: 0 },
      ],
    },
    {
      status: 'failed',
      output: 'EssentialContainerExited: Essential container in task exited; app exited with 1; log exited with 0',
    },
  ],
  [
    'never begun',
    {
      lastStatus: 'STOPPED',
      stopCode: 'TaskFailedToStart',
      stoppedReason: 'CannotPullContainerError',
      containers: [{ name: 'app', reason: 'no such image' }],
    },
    { status: 'failed', output: 'TaskFailedToStart: CannotPullContainerError; app did not exit (no such image)' },
  ],
  [
    'ended by a reclaimed machine, though with 0',
    { lastStatus: 'STOPPED', stopCode: 'SpotInterruption', containers: [{ name: 'app', exitCode: 0 }] },
    { status: 'failed', output: 'SpotInterruption; app exited with 0' },
  ],
  [
    'over without a container',
    { ...exited, stoppedReason: undefined },
    { status: 'failed', output: 'EssentialContainerExited' },
  ],
])('a task that is %s', async (_, task, look) => {
  expect(await (await runnerAgainst(standing(task))).look(act, arn, 'INC-000042')).toEqual(look);
  expect(JSON.parse(server?.asked[0]?.body ?? '')).toEqual({ cluster: 'shop', tasks: [arn] });
});

test.each<[string, WireAnswer, typeof NoAnswer | typeof Unreachable]>([
  ['a task that is not known (yet)', json(200, { tasks: [], failures: [{ arn, reason: 'MISSING' }] }), Unreachable],
  ['a word that this release does not know', standing({ lastStatus: 'DELETED' }), NoAnswer],
  ['a service that fails', awsError(500, 'ServerException', {}), Unreachable],
])('a look that meets %s says nothing of the run', async (_, answer, kind) => {
  await expect((await runnerAgainst(answer)).look(act, arn, 'INC-000042')).rejects.toThrow(kind);
});

test('without a Region nothing is called', async () => {
  const runner = connect(portsAt('http://127.0.0.1:9'));
  await expect(runner.start(key, act, 'INC-000042')).rejects.toThrow(NotConfigured);
});

test('a task whose time is over is told to stop, and its outcome is for a person to say', async () => {
  const service = await startDemoService({ plugins: [ecsTask] });
  try {
    service.setAction('drain-queue', { seconds: 600 });
    const actions = runs([ecsTask], portsOfEcs(service.url));
    const { handle } = await actions.start(key, act, 'INC-000042');
    const given = { act, handle, incidentId: 'INC-000042', until: '2026-01-05T03:00:00Z', timeout: '5m' };
    expect(await outcomeOf({ actions, now: () => new Date('2026-01-05T03:01:00Z') }, given)).toEqual({
      outcome: 'unknown',
      output: 'still running after 5m, and told to stop',
    });
    expect(await actions.look(act, handle, 'INC-000042')).toEqual({
      status: 'failed',
      output: 'UserInitiated: INC-000042: its time is over; app exited with 137',
    });
  } finally {
    await service.close();
  }
});

test.each([
  ['parameters without a container', { container: undefined, command: undefined }],
  ['a command without a container', { container: undefined, parameters: {} }],
  ['more overrides than ECS takes', { parameters: { LONG: 'x'.repeat(7_000) } }],
  ['no subnet', { network: { subnets: [] } }],
  ['a task definition that is no name', { task: 'drain queue' }],
  ['three roles', { roles: ['a', 'b', 'c'] }],
])('%s is refused by the schema', (_, more) => {
  expect(ecsTask.schema.safeParse({ ...drain, ...more }).success).toBe(false);
});

test('revisions of one family in one cluster are one target, which two runs never share', () => {
  const target = (more: object) => ecsTask.target({ ...act, ...more });
  expect(target({ task: 'drain-queue' })).toBe(target({ task: 'drain-queue:4', parameters: {} }));
  expect(target({ cluster: 'other' })).not.toBe(target({}));
});
