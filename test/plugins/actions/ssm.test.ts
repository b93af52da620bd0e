import { afterEach, expect, test } from 'vitest';
import { outcomeOf } from '#app/actions/look';
import { NoAnswer, NotConfigured, RateLimited, Undeliverable, Unreachable } from '#core/errors';
import { startDemoService } from '#local/demo-service/server';
import { runs } from '#plugins/actions/runs';
import { ssm } from '#plugins/actions/ssm/action';
import { connect, tokenOf } from '#plugins/actions/ssm/run';
import { awsError } from '#plugins/fakes/aws';
import { signatureFault } from '#plugins/fakes/signed-request';
import { json, type WireAnswer } from '#plugins/fakes/wire';
import { type Answering, answering, portsAt } from '../other-side.ts';

let server: Answering | undefined;
afterEach(() => server?.close());

const key = 'INC-000042.1.mitigate.1.restart';
const id = '00000000-0000-4000-8000-000000000001';
const restart = {
  kind: 'ssm',
  document: 'restart-workers',
  version: '3',
  parameters: { Count: 2, Force: true },
  lists: { Hosts: ['a', 'b'] },
} as const;
const act = ssm.schema.parse(restart) as Parameters<ReturnType<typeof connect>['start']>[1];
const runnerAgainst = async (...answers: WireAnswer[]) => {
  server = await answering(() => answers.shift() ?? { broken: 'hanging' });
  return connect(portsAt(server.url, [], { SSM_URL: server.url }));
};

test('a document is started by one signed call, with text in lists and a token made of the key', async () => {
  const runner = await runnerAgainst(json(200, { AutomationExecutionId: id }));
  expect(await runner.start(key, act, 'INC-000042')).toEqual({ handle: id });
  const [asked] = server?.asked ?? [];
  if (asked === undefined) throw new Error('nothing was asked');
  expect([asked.method, asked.path, asked.headers['x-amz-target']]).toEqual([
    'POST',
    '/',
    'AmazonSSM.StartAutomationExecution',
  ]);
  expect(JSON.parse(asked.body)).toEqual({
    DocumentName: 'restart-workers',
    DocumentVersion: '3',
    Parameters: { Count: ['2'], Force: ['true'], Hosts: ['a', 'b'] },
    ClientToken: tokenOf(key),
  });
  const signer = {
    service: 'ssm',
    region: 'eu-central-1',
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'test',
    now: () => new Date('2026-01-05T03:04:30Z'),
  };
  expect(signatureFault(asked, signer)).toBeUndefined();
  expect(signatureFault(asked, { ...signer, secretAccessKey: 'another' })).toMatch(/does not match/);
});

test('a token is a UUID: the same for the same key, another for another', () => {
  expect(tokenOf(key)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(tokenOf(key)).toBe(tokenOf(key));
  expect(tokenOf(`${key}x`)).not.toBe(tokenOf(key));
});

test.each<[string, WireAnswer, typeof NoAnswer | typeof RateLimited | typeof Undeliverable, string]>([
  [
    'a token that was used for another call',
    awsError(400, 'IdempotentParameterMismatch', {}),
    NoAnswer,
    'IdempotentParameterMismatch',
  ],
  ['throttling', awsError(400, 'ThrottlingException', {}), RateLimited, 'ThrottlingException'],
  [
    'too many Automations',
    awsError(400, 'AutomationExecutionLimitExceededException', {}),
    Undeliverable,
    'AutomationExecutionLimitExceededException',
  ],
  [
    'missing rights',
    awsError(400, 'AccessDeniedException', { message: 'SECRET' }),
    Undeliverable,
    'AccessDeniedException',
  ],
  [
    'an error whose name stands in the body',
    json(400, { __type: 'com.amazonaws#InvalidTarget', message: 'SECRET' }),
    Undeliverable,
    'InvalidTarget',
  ],
  ['a start without an id', json(200, {}), NoAnswer, ''],
])('start meets %s', async (_, answer, kind, name) => {
  const start = (await runnerAgainst(answer)).start(key, act, 'INC-000042');
  await expect(start).rejects.toThrow(kind);
  const said = await start.then(() => '', String);
  expect(said).toContain(`Systems Manager${name === '' ? '' : `: ${name}`}`);
  expect(said).not.toContain('SECRET');
});

const standing = (AutomationExecutionStatus: string, more = {}) =>
  json(200, { AutomationExecution: { AutomationExecutionStatus, ...more } });
test.each([
  ...['Pending', 'InProgress', 'Waiting', 'Cancelling', 'Scheduled', 'RunbookInProgress', 'PendingApproval', 'Approved']
    .concat('PendingChangeCalendarOverride', 'ChangeCalendarOverrideApproved')
    .map((word) => [word, { status: 'running' }] as const),
  ...['Success', 'CompletedWithSuccess'].map(
    (word) => [word, { status: 'succeeded', output: '{"said":["1 %"]}' }] as const,
  ),
  ...['Failed', 'TimedOut', 'Cancelled', 'Rejected', 'ChangeCalendarOverrideRejected', 'CompletedWithFailure'].map(
    (word) => [word, { status: 'failed', output: `${word}: a step failed` }] as const,
  ),
])('an Automation that is %s', async (word, look) => {
  const runner = await runnerAgainst(standing(word, { Outputs: { said: ['1 %'] }, FailureMessage: 'a step failed' }));
  expect(await runner.look(act, id, 'INC-000042')).toEqual(look);
});

test.each<[string, WireAnswer, typeof NoAnswer | typeof Unreachable]>([
  ['a word that this release does not know', standing('Exited'), NoAnswer],
  ['a service that fails', awsError(500, 'InternalServerError', {}), Unreachable],
])('a look that meets %s says nothing of the run', async (_, answer, kind) => {
  await expect((await runnerAgainst(answer)).look(act, id, 'INC-000042')).rejects.toThrow(kind);
});

test('without a Region nothing is called', async () => {
  const runner = connect(portsAt('http://127.0.0.1:9'));
  await expect(runner.start(key, act, 'INC-000042')).rejects.toThrow(NotConfigured);
});

test('a run whose time is over is told to stop, and its outcome is for a person to say', async () => {
  const service = await startDemoService({ plugins: [ssm] });
  try {
    service.setAction('restart-workers', { seconds: 600 });
    const actions = runs([ssm], portsAt(service.url, [], { SSM_URL: service.url }));
    const { handle } = await actions.start(key, act, 'INC-000042');
    const until = '2026-01-05T03:00:00Z';
    const started = { act, handle, incidentId: 'INC-000042', until, timeout: '5m' };
    expect(await outcomeOf({ actions, now: () => new Date('2026-01-05T02:59:00Z') }, started)).toBeUndefined();
    expect(await actions.look(act, handle, 'INC-000042')).toEqual({ status: 'running' });
    expect(await outcomeOf({ actions, now: () => new Date('2026-01-05T03:01:00Z') }, started)).toEqual({
      outcome: 'unknown',
      output: 'still running after 5m, and told to stop',
    });
    expect(await actions.look(act, handle, 'INC-000042')).toEqual({ status: 'failed', output: 'Cancelled' });
  } finally {
    await service.close();
  }
});

test('a stop that fails is said', async () => {
  const answers = [standing('InProgress'), awsError(400, 'AutomationExecutionNotFoundException', {})];
  server = await answering(() => answers.shift() ?? { broken: 'hanging' });
  const actions = runs([ssm], portsAt(server.url, [], { SSM_URL: server.url }));
  const handle = JSON.stringify({ is: 'run', id });
  const started = { act, handle, incidentId: 'INC-000042', until: '2026-01-05T03:00:00Z', timeout: '5m' };
  expect(await outcomeOf({ actions, now: () => new Date('2026-01-05T03:01:00Z') }, started)).toEqual({
    outcome: 'unknown',
    output:
      'still running after 5m, and could not be told to stop: Systems Manager: AutomationExecutionNotFoundException',
  });
});

test('a parameter stands once, and a document has the name of a document', () => {
  const twice = ssm.schema.safeParse({ ...restart, lists: { Count: ['1'] } });
  expect(twice.error?.issues.map(({ path }) => path)).toEqual([['lists']]);
  expect(ssm.schema.safeParse({ ...restart, document: 'arn:aws:ssm:*' }).success).toBe(false);
  expect(ssm.schema.safeParse({ ...restart, role: '*' }).success).toBe(false);
});
