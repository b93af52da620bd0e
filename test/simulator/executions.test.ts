import { expect, test } from 'vitest';
import { arnOf, engine, executionOf, invoke } from './engine.ts';

const rest = { Rest: { Type: 'Wait', Seconds: 60, End: true } };

test('the same name and input while running is one execution; other input or a closed one is refused', async () => {
  const { executions, clock, statuses } = engine({ m: rest });
  const first = await executions.start(arnOf('m'), 'INC-000042-1', { a: 1 });
  await clock.wind(1000);
  expect(await executions.start(arnOf('m'), 'INC-000042-1', { a: 1 })).toEqual(first);
  expect(first).toEqual({
    executionArn: executionOf('m', 'INC-000042-1'),
    startDate: new Date('2026-01-05T03:00:00Z'),
  });
  await expect(executions.start(arnOf('m'), 'INC-000042-1', { a: 2 })).rejects.toMatchObject({
    name: 'ExecutionAlreadyExists',
  });
  await clock.wind(60_000);
  await expect(executions.start(arnOf('m'), 'INC-000042-1', { a: 1 })).rejects.toMatchObject({
    name: 'ExecutionAlreadyExists',
  });
  expect(statuses.map((s) => s.status)).toEqual(['RUNNING', 'SUCCEEDED']);
});

test('an error of who is told of an end is one of the winding, and not of the execution', async () => {
  const { executions, clock } = engine(
    { m: rest },
    {},
    {
      onStatus: ({ status }) => {
        if (status === 'SUCCEEDED') throw new Error('nobody listens');
      },
    },
  );
  const { executionArn } = await executions.start(arnOf('m'), 'n', {});
  await expect(clock.wind(60_000)).rejects.toThrow('nobody listens');
  expect((await executions.describe(executionArn)).status).toBe('SUCCEEDED');
});

test('a name is free again 90 days after its execution closed', async () => {
  const { executions, clock } = engine({ m: rest });
  const { executionArn } = await executions.start(arnOf('m'), 'n', {});
  await clock.wind(60_000 + 90 * 86_400_000 - 1);
  await expect(executions.start(arnOf('m'), 'n', {})).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  await clock.wind(1);
  await expect(executions.describe(executionArn)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  await executions.start(arnOf('m'), 'n', {});
  expect((await executions.describe(executionArn)).status).toBe('RUNNING');
});

test.each(['', 'x'.repeat(81), 'INC 42', 'INC/42', 'über'])('the name %j is refused', async (name) => {
  const { executions } = engine({ m: rest });
  await expect(executions.start(arnOf('m'), name, {})).rejects.toMatchObject({ name: 'InvalidName' });
});

test('unknown machines and executions are refused', async () => {
  const { executions } = engine({ m: rest });
  await expect(executions.start(arnOf('no'), 'n', {})).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  await expect(executions.list(arnOf('no'))).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  await expect(executions.stop(executionOf('m', 'no'))).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  expect(() => executions.history(executionOf('m', 'no'))).toThrow('Execution Does Not Exist');
});

test('a list has the newest first and can be of one status', async () => {
  const { executions, clock } = engine({ m: rest, other: rest });
  await executions.start(arnOf('m'), 'a', {});
  await executions.start(arnOf('other'), 'x', {});
  await clock.wind(60_000);
  await executions.start(arnOf('m'), 'b', {});
  expect((await executions.list(arnOf('m'))).map((e) => e.name)).toEqual(['b', 'a']);
  expect((await executions.list(arnOf('m'), 'RUNNING')).map((e) => e.name)).toEqual(['b']);
});

test('a status event is the detail that the event bus carries', async () => {
  const { run, statuses } = engine({ m: rest });
  await run({ id: 42 }, 60_000);
  const detail = {
    executionArn: executionOf('m', 'run-1'),
    stateMachineArn: arnOf('m'),
    name: 'run-1',
    startDate: 1767582000000,
    input: '{"id":42}',
    error: null,
    cause: null,
  };
  expect(statuses).toEqual([
    { ...detail, status: 'RUNNING', stopDate: null, output: null },
    { ...detail, status: 'SUCCEEDED', stopDate: 1767582060000, output: '{"id":42}' },
  ]);
});

test('262,144 bytes travel, one more is States.DataLimitExceeded, which States.ALL does not catch', async () => {
  const caught = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }], Output: '{% $states.result.Payload %}' };
  const { run, executions } = engine(
    { m: { Big: invoke('big', caught, '{% $states.input %}'), Caught: { Type: 'Succeed' } } },
    { big: (bytes: number) => 'é'.repeat((bytes - 2) / 2) },
  );
  // the result wraps the payload: its own limit is met first
  const wrapping = '{"ExecutedVersion":"$LATEST","Payload":,"StatusCode":200}'.length;
  expect((await run(262_144 - wrapping - 1)).status).toBe('SUCCEEDED');
  expect(await run(262_144 - wrapping + 1)).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  await expect(executions.start(arnOf('m'), 'n', 'x'.repeat(262_143))).rejects.toMatchObject({
    name: 'InvalidExecutionInput',
  });
  expect((await executions.start(arnOf('m'), 'n', 'x'.repeat(262_142))).executionArn).toBe(executionOf('m', 'n'));
});

test('what states assign or put out together is under the same limit', async () => {
  const big = "{% $pad('', 262143) %}"; // with its quotes 262,145 bytes
  const pass = (more: object) =>
    engine({ m: { A: { Type: 'Pass', ...more, Next: 'B' }, B: { Type: 'Succeed', Output: 'small' } } });
  expect(await pass({ Output: big }).run()).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  expect(await pass({ Assign: { big } }).run()).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
});

test('an execution ends at its 25,000th event', async () => {
  const { run, executions } = engine({ m: { A: { Type: 'Pass', Next: 'A' } } });
  const ended = await run();
  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  const history = executions.history(ended.executionArn);
  expect([history.length, history.at(-1)?.type]).toEqual([25_000, 'ExecutionFailed']);
});

test('the same seed gives the same trace, to the token', async () => {
  const trace = async () => {
    const world = engine(
      {
        m: {
          Try: invoke('fails', { Retry: [{ ErrorEquals: ['States.ALL'], JitterStrategy: 'FULL' }] }, '{% $uuid() %}'),
        },
      },
      {},
    );
    const { executionArn } = await world.run({}, 60_000);
    return [world.calls, world.executions.history(executionArn)];
  };
  expect(await trace()).toEqual(await trace());
});

test('what a Lambda does to its payload, or a caller to its input, touches nothing else', async () => {
  const { run, executions, clock } = engine(
    { m: { Spoil: invoke('spoil', { Output: '{% $states.input %}' }, '{% $states.input %}') } },
    {
      spoil(payload: { list: number[] }) {
        payload.list.push(2);
      },
    },
  );
  expect((await run({ list: [1] })).output).toEqual({ list: [1] });
  const input = { list: [1] };
  const { executionArn } = await executions.start(arnOf('m'), 'own', input);
  input.list.push(3);
  await clock.settle();
  expect((await executions.describe(executionArn)).output).toEqual({ list: [1] });
});
