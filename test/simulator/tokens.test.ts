import { beforeEach, expect, test } from 'vitest';
import { ask, child, engine, named } from './engine.ts';

const question = { Output: '{% $states.result %}', TimeoutSeconds: 3600 };

let token = '';
const keep = {
  keep(payload: { token: string }) {
    token = payload.token;
    return 'kept';
  },
};
beforeEach(() => {
  token = '';
});

test('the answer to a token is the result; a second answer is refused and changes nothing', async () => {
  const { run, clock, executions, types } = engine({ m: { Ask: ask('keep', question) } }, keep);
  const { executionArn, status } = await run({}, 60_000);
  expect(status).toBe('RUNNING');
  await executions.sendTaskSuccess(token, { approved: true });
  await expect(executions.sendTaskSuccess(token, { approved: false })).rejects.toMatchObject({ name: 'TaskTimedOut' });
  await expect(executions.sendTaskFailure(token, 'No')).rejects.toMatchObject({ name: 'TaskTimedOut' });
  await clock.settle();
  expect(await executions.describe(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: { approved: true } });
  expect(types(executionArn)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered Ask',
    'TaskScheduled',
    'TaskStarted',
    'TaskSubmitted',
    'TaskSucceeded',
    'TaskStateExited Ask',
    'ExecutionSucceeded',
  ]);
});

test('a failed token fails the task with its error, which a Catch may name', async () => {
  const caught = { ...question, Catch: [{ ErrorEquals: ['Superseded'], Next: 'Over' }] };
  const { run, clock, executions } = engine({ m: { Ask: ask('keep', caught), Over: { Type: 'Succeed' } } }, keep);
  const { executionArn } = await run();
  await executions.sendTaskFailure(token, 'Superseded', 'visit 1 is over');
  await clock.settle();
  expect((await executions.describe(executionArn)).output).toEqual({ Error: 'Superseded', Cause: 'visit 1 is over' });
});

test('a token nobody answers times out, and a late answer is refused', async () => {
  const { run, executions } = engine({ m: { Ask: ask('keep', question) } }, keep);
  const ended = await run({}, 3_600_000);
  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  await expect(executions.sendTaskSuccess(token, {})).rejects.toMatchObject({ name: 'TaskTimedOut' });
});

test('a time-out has no cause: a Catch sees the error and an empty text', async () => {
  const caught = { ...question, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Over' }] };
  const { run } = engine({ m: { Ask: ask('keep', caught), Over: { Type: 'Succeed' } } }, keep);
  expect((await run({}, 3_600_000)).output).toEqual({ Error: 'States.Timeout', Cause: '' });
});

test('unknown and malformed tokens are told apart; an answer may not be too long', async () => {
  const { run, executions } = engine({ m: { Ask: ask('keep', question) } }, keep);
  await run();
  await expect(executions.sendTaskSuccess('AQCnobody', {})).rejects.toMatchObject({ name: 'TaskDoesNotExist' });
  await expect(executions.sendTaskSuccess('not a token', {})).rejects.toMatchObject({ name: 'InvalidToken' });
  await expect(executions.sendTaskSuccess(token, 'x'.repeat(262_143))).rejects.toMatchObject({ name: 'InvalidOutput' });
});

test('the token of a stopped execution is over', async () => {
  const { run, executions } = engine({ m: { Ask: ask('keep', question) } }, keep);
  const { executionArn } = await run();
  const stopping = executions.stop(executionArn);
  await expect(executions.sendTaskSuccess(token, {})).rejects.toMatchObject({ name: 'TaskTimedOut' });
  await stopping;
});

test('heartbeats keep a task; when they cease it times out', async () => {
  const { run, clock, executions } = engine({ m: { Ask: ask('keep', { HeartbeatSeconds: 60 }) } }, keep);
  const { executionArn } = await run({}, 50_000);
  await executions.sendTaskHeartbeat(token);
  await clock.wind(59_000);
  expect((await executions.describe(executionArn)).status).toBe('RUNNING');
  await clock.wind(1000);
  expect(await executions.describe(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.HeartbeatTimeout' });
});

test('a Lambda that throws fails its token task at once', async () => {
  const { run } = engine(
    { m: { Ask: ask('broken', question) } },
    {
      broken() {
        throw named('PageNotDelivered');
      },
    },
  );
  expect(await run()).toMatchObject({ status: 'FAILED', error: 'PageNotDelivered' });
});

test('a Lambda may answer its own token before it returns', async () => {
  const world = engine(
    { m: { Ask: ask('eager', question) } },
    {
      async eager({ token: own }: { token: string }) {
        await world.executions.sendTaskFailure(own, 'Superseded', 'over');
        return 'done';
      },
    },
  );
  const ended = await world.run();
  expect(ended).toMatchObject({ status: 'FAILED', error: 'Superseded', cause: 'over' });
  expect(world.types(ended.executionArn)).not.toContain('TaskSubmitted');
});

test('each attempt has a token of its own; the old one is over', async () => {
  const tokens: string[] = [];
  const { run, executions, clock } = engine(
    { m: { Ask: ask('keep', { ...question, Retry: [{ ErrorEquals: ['States.Timeout'] }] }) } },
    { keep: ({ token: given }: { token: string }) => tokens.push(given) },
  );
  const { executionArn } = await run({}, 3_601_000);
  expect(new Set(tokens).size).toBe(2);
  await expect(executions.sendTaskSuccess(tokens[0] ?? '', 1)).rejects.toMatchObject({ name: 'TaskTimedOut' });
  await executions.sendTaskSuccess(tokens[1] ?? '', 2);
  await clock.settle();
  expect((await executions.describe(executionArn)).output).toBe(2);
});

test('a machine started with a token wakes its parent through it', async () => {
  const start = child('answers', 'c', question, '.waitForTaskToken');
  const withToken = {
    ...start,
    Arguments: { ...start.Arguments, Input: { token: '{% $states.context.Task.Token %}' } },
  };
  const world = engine(
    {
      parent: { Start: withToken },
      answers: {
        Tell: {
          ...ask('tell'),
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: 'tell', Payload: '{% $states.input %}' },
        },
      },
    },
    { tell: ({ token: parents }: { token: string }) => world.executions.sendTaskSuccess(parents, 'told') },
  );
  expect(await world.run()).toMatchObject({ status: 'SUCCEEDED', output: 'told' });
});
