import { afterEach, expect, test } from 'vitest';
import { NoAnswer, NotConfigured, RateLimited, Undeliverable, Unreachable } from '#core/errors';
import { ecsService } from '#plugins/actions/ecs-service/action';
import { accountOf, answer as fake } from '#plugins/actions/ecs-service/fake';
import { connect, labelOf, TAG } from '#plugins/actions/ecs-service/run';
import { actionRuns } from '#plugins/fakes/action-runs';
import { awsError } from '#plugins/fakes/aws';
import { notFound } from '#plugins/fakes/refused';
import { healthy } from '#plugins/fakes/system';
import { json, type WireAnswer } from '#plugins/fakes/wire';
import { type Answering, answering, portsAt } from '../other-side.ts';
import { portsOfEcs } from './ecs.ts';

let server: Answering | undefined;
afterEach(() => server?.close());

type Act = Parameters<ReturnType<typeof connect>['start']>[1];
const key = 'INC-000042.1.mitigate.1.back';
const incident = 'INC-000042';
const web = { kind: 'ecs-service', cluster: 'shop', service: 'web' } as const;
const actOf = (more: object) => ecsService.schema.parse({ ...web, ...more }) as Act;
const back = actOf({ taskDefinition: 'web:41' });
const six = actOf({ desiredCount: 6 });
const force = actOf({ forceNewDeployment: true });
const runnerAgainst = async (...answers: WireAnswer[]) => {
  server = await answering(() => answers.shift() ?? { broken: 'hanging' });
  return connect(portsOfEcs(server.url));
};
const asked = (): [string, unknown][] =>
  (server?.asked ?? []).map(({ headers, body }) => [
    (headers['x-amz-target'] ?? '').replace('AmazonEC2ContainerServiceV20141113.', ''),
    JSON.parse(body),
  ]);

const arn = 'arn:aws:ecs:eu-central-1:123456789012';
const deployment = (id: string, revision: string, more: object = {}) => ({
  id,
  status: 'PRIMARY',
  taskDefinition: `${arn}:task-definition/${revision}`,
  desiredCount: 4,
  pendingCount: 0,
  runningCount: 4,
  createdAt: 1_767_582_000.5,
  rolloutState: 'COMPLETED',
  rolloutStateReason: 'ECS deployment completed.',
  ...more,
});
const old = deployment('ecs-svc/1', 'web:42');
const fresh = deployment('ecs-svc/2', 'web:41', { createdAt: 1_767_582_100, rolloutState: 'IN_PROGRESS' });
const service = (deployments: object[], more: object = {}) => ({
  serviceArn: `${arn}:service/shop/web`,
  status: 'ACTIVE',
  desiredCount: 4,
  runningCount: 4,
  pendingCount: 0,
  deployments,
  ...more,
});
const described = (...of: Parameters<typeof service>) => json(200, { services: [service(...of)], failures: [] });
const updated = (...of: Parameters<typeof service>) => json(200, { service: service(...of) });
const followed = JSON.stringify({ of: 'deployment', id: 'ecs-svc/2', at: 1_767_582_100 });
const counted = JSON.stringify({ of: 'count', count: 6 });

test('a roll-back asks what runs, then for the revision, and follows the deployment that this begins', async () => {
  const runner = await runnerAgainst(described([old]), updated([fresh, { ...old, status: 'ACTIVE' }]));
  expect(await runner.start(key, back, incident)).toEqual({ handle: followed });
  expect(asked()).toEqual([
    ['DescribeServices', { cluster: 'shop', services: ['web'], include: ['TAGS'] }],
    ['UpdateService', { cluster: 'shop', service: 'web', taskDefinition: 'web:41' }],
  ]);
});

test('a revision that runs already is not asked for again', async () => {
  const runner = await runnerAgainst(described([fresh, { ...old, status: 'ACTIVE' }]));
  expect(await runner.start(key, back, incident)).toEqual({ handle: followed });
  expect(asked()).toHaveLength(1);
});

test('a number of tasks is one call, which brings about no deployment', async () => {
  const runner = await runnerAgainst(updated([old], { desiredCount: 6, pendingCount: 2 }));
  expect(await runner.start(key, six, incident)).toEqual({ handle: counted });
  expect(asked()).toEqual([['UpdateService', { cluster: 'shop', service: 'web', desiredCount: 6 }]]);
});

test.each<[string, Act, WireAnswer[], typeof NoAnswer | typeof RateLimited | typeof Undeliverable, string]>([
  [
    'a service that ECS does not know',
    back,
    [json(200, { services: [], failures: [{ arn: 'x', reason: 'MISSING' }] })],
    Undeliverable,
    'ECS does not know the service: MISSING',
  ],
  [
    'a service that is taken down',
    back,
    [described([old], { status: 'DRAINING' })],
    Undeliverable,
    'ECS: the service is DRAINING',
  ],
  [
    'a service that CodeDeploy deploys',
    force,
    [described([], { deploymentController: { type: 'CODE_DEPLOY' } })],
    Undeliverable,
    'ECS: deployments of the service are made by CODE_DEPLOY, and not here',
  ],
  ...[
    'ClusterNotFoundException',
    'ServiceNotFoundException',
    'ServiceNotActiveException',
    'InvalidParameterException',
  ].map((error): [string, Act, WireAnswer[], typeof Undeliverable, string] => [
    error,
    six,
    [awsError(400, error, { message: 'SECRET' })],
    Undeliverable,
    `ECS: ${error}`,
  ]),
  [
    'a revision that there is not',
    back,
    [described([old]), awsError(400, 'ClientException', { message: 'TaskDefinition not found.' })],
    Undeliverable,
    'ECS: ClientException',
  ],
  ['throttling', six, [awsError(400, 'ThrottlingException', {})], RateLimited, 'ECS: ThrottlingException'],
  ['a service that fails', six, [awsError(500, 'ServerException', {})], NoAnswer, 'ECS: ServerException (500)'],
  [
    'a change that is answered without a deployment',
    back,
    [described([old]), updated([])],
    NoAnswer,
    'ECS answers without the deployment',
  ],
])('a start that meets %s', async (_, act, answers, kind, words) => {
  const many = answers.length;
  const start = (await runnerAgainst(...answers)).start(key, act, incident);
  await expect(start).rejects.toThrow(kind);
  await expect(start).rejects.toThrow(words);
  expect(await start.catch((error: Error) => error.message)).not.toContain('SECRET');
  expect(asked()).toHaveLength(many);
});

const failed = { rolloutState: 'FAILED', rolloutStateReason: 'ECS deployment circuit breaker: tasks failed to start.' };
const none = { rolloutState: undefined };
test.each<[string, object[], object]>([
  ['goes on', [fresh, { ...old, status: 'ACTIVE' }], { status: 'running' }],
  [
    'is completed',
    [{ ...fresh, rolloutState: 'COMPLETED' }],
    { status: 'succeeded', output: 'web runs web:41: 4 of 4 tasks' },
  ],
  [
    'has failed',
    [
      { ...fresh, ...failed },
      { ...old, status: 'ACTIVE' },
    ],
    {
      status: 'failed',
      output: 'the deployment of web:41 FAILED: ECS deployment circuit breaker: tasks failed to start.',
    },
  ],
  [
    'has failed and is rolled back by another',
    [deployment('ecs-svc/3', 'web:42', { createdAt: 1_767_582_200 }), { ...fresh, ...failed, status: 'ACTIVE' }],
    {
      status: 'failed',
      output: 'the deployment of web:41 FAILED: ECS deployment circuit breaker: tasks failed to start.',
    },
  ],
  [
    'has given way to a newer one',
    [deployment('ecs-svc/3', 'web:43', { createdAt: 1_767_582_200 })],
    { status: 'failed', output: 'a deployment of web:43 has taken its place' },
  ],
  ['is not shown yet', [old], { status: 'running' }],
  [
    'is steady behind a Classic Load Balancer',
    [{ ...fresh, ...none }],
    { status: 'succeeded', output: 'web runs web:41: 4 of 4 tasks' },
  ],
  [
    'is not steady there',
    [
      { ...fresh, ...none },
      { ...old, ...none, status: 'ACTIVE' },
    ],
    { status: 'running' },
  ],
])('a deployment that %s', async (_, deployments, look) => {
  expect(await (await runnerAgainst(described(deployments))).look(back, followed, incident)).toEqual(look);
});

test.each<[string, object, object]>([
  ['on their way', { desiredCount: 6, runningCount: 5, pendingCount: 1 }, { status: 'running' }],
  ['there', { desiredCount: 6, runningCount: 6 }, { status: 'succeeded', output: 'web has 6 of 6 tasks' }],
  [
    'no longer wanted',
    { desiredCount: 3, runningCount: 6 },
    {
      status: 'failed',
      output: 'web is to have 3 tasks by now, not 6: its scaling or somebody else has changed it',
    },
  ],
  ['of a service that is gone', { status: 'INACTIVE' }, { status: 'failed', output: 'the service is INACTIVE' }],
])('tasks that are %s', async (_, more, look) => {
  expect(await (await runnerAgainst(described([old], more))).look(six, counted, incident)).toEqual(look);
});

test.each<[string, WireAnswer, typeof NoAnswer | typeof Unreachable]>([
  ['a service that is not known', json(200, { services: [], failures: [{ reason: 'MISSING' }] }), Unreachable],
  ['a word that this release does not know', described([{ ...fresh, rolloutState: 'PAUSED' }]), NoAnswer],
  ['a service that fails', awsError(500, 'ServerException', {}), Unreachable],
])('a look that meets %s says nothing of the deployment', async (_, answer, kind) => {
  await expect((await runnerAgainst(answer)).look(back, followed, incident)).rejects.toThrow(kind);
});

/** The fake's account behind a server, with a service `web` whose deployments take no time. */
async function account() {
  const now = () => new Date('2026-01-05T03:04:30Z');
  const runs = actionRuns(now, () => undefined);
  runs.define('web', { seconds: 0, fails: false });
  const system = { now, state: () => healthy([]), slowMs: 0, runs };
  server = await answering(
    (request) =>
      fake({ ...request, base: undefined, segments: [], query: new URLSearchParams() }, system) ?? notFound(),
  );
  return { runner: connect(portsOfEcs(server.url)), runs, has: accountOf(runs) };
}

test('a forced deployment is made once a key, also when it is over by then: a tag of the service says from which on', async () => {
  const { runner, runs, has } = await account();
  const first = await runner.start(key, force, incident);
  expect(await runner.look(force, first && 'handle' in first ? first.handle : '', incident)).toEqual({
    status: 'succeeded',
    output: 'web runs web:1: 2 of 2 tasks',
  });
  expect(await runner.start(key, force, incident)).toEqual(first);
  expect(runs.done()).toHaveLength(1);
  expect([...(has.services.get('shop/web')?.tags ?? [])]).toEqual([[TAG, `${labelOf(key)}:ecs-svc/1`]]);
  expect(await runner.start(`${key}x`, force, incident)).not.toEqual(first);
  expect(runs.done()).toHaveLength(2);
});

test('a forced deployment whose answer was lost is found; one that was only announced by its tag is made', async () => {
  const { runner, runs, has } = await account();
  runs.define('web', { seconds: 60, fails: false, outcome: 'lost-answer' });
  await expect(runner.start(key, force, incident)).rejects.toThrow(NoAnswer);
  expect(await runner.start(key, force, incident)).toMatchObject({ handle: expect.stringContaining('ecs-svc/2') });
  expect(runs.done()).toHaveLength(1);
  runs.define('web', { seconds: 60, fails: false });
  has.services.get('shop/web')?.tags.set(TAG, `${labelOf('other')}:ecs-svc/2`);
  expect(await runner.start('other', force, incident)).toMatchObject({ handle: expect.stringContaining('ecs-svc/3') });
  expect(runs.done()).toHaveLength(2);
});

test('the fake refuses as ECS is documented to', async () => {
  const { runner, runs, has } = await account();
  await expect(runner.start(key, actOf({ service: 'mail', desiredCount: 1 }), incident)).rejects.toThrow(
    'ECS: ServiceNotFoundException',
  );
  await runner.start(key, six, incident);
  has.throttled = 1;
  await expect(runner.start(key, six, incident)).rejects.toThrow(RateLimited);
  const known = has.services.get('shop/web');
  if (known !== undefined) known.status = 'INACTIVE';
  await expect(runner.start(key, six, incident)).rejects.toThrow('ECS: ServiceNotActiveException');
  has.clusters = new Set(['other']);
  await expect(runner.start(key, six, incident)).rejects.toThrow('ECS: ClusterNotFoundException');
  expect(runs.done()).toHaveLength(1);
});

test('what the incident says is looked at before anything is called', async () => {
  const taken = actOf({ parameters: { desiredCount: { of: 'fact.tasks' } } });
  const runner = await runnerAgainst(updated([old], { desiredCount: 6 }));
  for (const desiredCount of ['many', 2.5, -1])
    await expect(runner.start(key, { ...taken, parameters: { desiredCount } }, incident)).rejects.toThrow(
      'desiredCount is not a whole number from 0 to 5000',
    );
  await expect(runner.start(key, { ...taken, parameters: { taskDefinition: 'web' } }, incident)).rejects.toThrow(
    'taskDefinition is not a revision as family:revision',
  );
  expect(asked()).toEqual([]);
  expect(await runner.start(key, { ...taken, parameters: { desiredCount: 6 } }, incident)).toEqual({ handle: counted });
});

test.each([
  ['no change', {}],
  ['two changes', { desiredCount: 2, forceNewDeployment: true }],
  ['a change beside one of the incident', { desiredCount: 2, parameters: { taskDefinition: { of: 'fact.good' } } }],
  ['a parameter that is no field', { desiredCount: 2, parameters: { QUEUE: 'orders' } }],
  ['a parameter that is no number of tasks', { parameters: { desiredCount: 'many' } }],
  ['a family without a revision', { taskDefinition: 'web' }],
  ['a deployment that is not forced', { forceNewDeployment: false }],
  ['more tasks than a service may have', { desiredCount: 5_001 }],
])('%s is refused by the schema', (_, more) => {
  expect(ecsService.schema.safeParse({ ...web, ...more }).success).toBe(false);
});

test('without a Region nothing is called', async () => {
  await expect(connect(portsAt('http://127.0.0.1:9')).start(key, six, incident)).rejects.toThrow(NotConfigured);
});
