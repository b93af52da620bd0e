import { expect, test } from 'vitest';
import { arnOf, child, engine, executionOf, invoke, named } from './engine.ts';

const rest = (Seconds: number, more: object = {}) => ({ Rest: { Type: 'Wait', Seconds, End: true, ...more } });
const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });

test('.sync:2 waits for the child and gets its description with input and output parsed', async () => {
  const { run, types } = engine({
    parent: { Call: child('phase', 'INC-000042-1-detect-1') },
    phase: rest(60, { Output: { verdict: 'go-on' } }),
  });
  const ended = await run({}, 120_000);
  expect(ended.output).toEqual({
    ExecutionArn: executionOf('phase', 'INC-000042-1-detect-1'),
    Input: { from: 'parent' },
    Name: 'INC-000042-1-detect-1',
    Output: { verdict: 'go-on' },
    StartDate: 1767582000000,
    StateMachineArn: arnOf('phase'),
    Status: 'SUCCEEDED',
    StopDate: 1767582060000,
  });
  expect(types(ended.executionArn).slice(2, 6)).toEqual([
    'TaskScheduled',
    'TaskStarted',
    'TaskSubmitted',
    'TaskSucceeded',
  ]);
});

test('a failed child is States.TaskFailed with its description as the cause', async () => {
  const { run } = engine({
    parent: { Call: child('phase', 'c') },
    phase: { No: { Type: 'Fail', Error: 'Unrated', Cause: 'no rung' } },
  });
  const ended = await run();
  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
  expect(JSON.parse(ended.cause ?? '')).toEqual({
    Cause: 'no rung',
    Error: 'Unrated',
    ExecutionArn: executionOf('phase', 'c'),
    Input: '{"from":"parent"}',
    Name: 'c',
    StartDate: 1767582000000,
    StateMachineArn: arnOf('phase'),
    Status: 'FAILED',
    StopDate: 1767582000000,
  });
});

test('a plain start does not wait; a used name fails it with the service’s error', async () => {
  const { run, clock, executions } = engine({ parent: { Call: child('phase', 'c', {}, '') }, phase: rest(60) });
  expect((await run({}, 1000)).output).toEqual({
    ExecutionArn: executionOf('phase', 'c'),
    StartDate: '2026-01-05T03:00:00.000Z',
  });
  await clock.wind(60_000);
  expect((await executions.describe(executionOf('phase', 'c'))).status).toBe('SUCCEEDED');
  expect(await run()).toMatchObject({ status: 'FAILED', error: 'StepFunctions.ExecutionAlreadyExistsException' });
});

test('a failing branch stops its neighbour, whose child is aborted; the Catch goes on', async () => {
  const { run, executions, types } = engine(
    {
      parent: {
        Both: {
          Type: 'Parallel',
          Branches: [
            branch('Wait5', { Type: 'Wait', Seconds: 5, Next: 'Boom' }),
            branch('Call', child('phase', 'c')),
          ].map((b, i) => (i === 0 ? { ...b, States: { ...b.States, Boom: invoke('boom') } } : b)),
          Catch: [{ ErrorEquals: ['Boom'], Next: 'After' }],
          End: true,
        },
        After: { Type: 'Wait', Seconds: 10, End: true },
      },
      phase: rest(60),
    },
    {
      boom() {
        throw named('Boom');
      },
    },
  );
  const ended = await run({}, 120_000);
  expect([ended.status, ended.stopDate?.toISOString()]).toEqual(['SUCCEEDED', '2026-01-05T03:00:15.000Z']);
  const stopped = await executions.describe(executionOf('phase', 'c'));
  expect([stopped.status, stopped.stopDate?.toISOString()]).toEqual(['ABORTED', '2026-01-05T03:00:05.000Z']);
  expect(types(ended.executionArn).slice(8)).toEqual([
    'WaitStateExited Wait5',
    'TaskStateEntered Boom',
    'TaskScheduled',
    'TaskStarted',
    'TaskFailed',
    'TaskStateAborted Call',
    'ParallelStateFailed',
    'ParallelStateExited Both',
    'WaitStateEntered After',
    'WaitStateExited After',
    'ExecutionSucceeded',
  ]);
});

test('a failing iteration of a Map stops the others', async () => {
  const { run, calls } = engine(
    {
      m: {
        Each: {
          Type: 'Map',
          ItemProcessor: {
            StartAt: 'Rest',
            States: {
              Rest: { Type: 'Wait', Seconds: '{% $states.input %}', Next: 'Do' },
              Do: invoke('do', {}, '{% $states.input %}'),
            },
          },
          End: true,
        },
      },
    },
    {
      do(n: number) {
        if (n === 2) throw named('Boom');
      },
    },
  );
  expect(await run([3, 1, 2], 60_000)).toMatchObject({ status: 'FAILED', error: 'Boom' });
  expect(calls.map((c) => c.payload)).toEqual([1, 2]);
});

test('a stop aborts the execution and its child, both tell their status', async () => {
  const { run, executions, statuses, types, clock } = engine({
    parent: { Call: child('phase', 'c') },
    phase: rest(60),
  });
  const { executionArn } = await run({}, 1000);
  await executions.stop(executionArn, 'taken up', 'Stale');
  await clock.settle();
  expect(await executions.describe(executionArn)).toMatchObject({
    status: 'ABORTED',
    error: 'Stale',
    cause: 'taken up',
  });
  expect(types(executionArn).slice(-2)).toEqual(['TaskStateAborted Call', 'ExecutionAborted']);
  expect(statuses.map((s) => [s.name, s.status])).toEqual([
    ['run-1', 'RUNNING'],
    ['c', 'RUNNING'],
    ['c', 'ABORTED'],
    ['run-1', 'ABORTED'],
  ]);
  await executions.stop(executionArn); // again: nothing
  expect(statuses.length).toBe(4);
});

test('a stop breaks off from the inside out', async () => {
  const { run, executions, types } = engine({
    m: {
      Outer: {
        Type: 'Parallel',
        Branches: [branch('Inner', { Type: 'Parallel', Branches: [branch('Rest', rest(60).Rest)], End: true })],
        End: true,
      },
    },
  });
  const { executionArn } = await run({}, 1000);
  await executions.stop(executionArn);
  expect(types(executionArn).slice(-4)).toEqual([
    'WaitStateAborted Rest',
    'ParallelStateAborted Inner',
    'ParallelStateAborted Outer',
    'ExecutionAborted',
  ]);
});

test('with stopLeavesChildren the child of a stopped parent acts on', async () => {
  const { run, executions, clock } = engine(
    { parent: { Call: child('phase', 'c') }, phase: rest(60) },
    {},
    { stopLeavesChildren: true },
  );
  const { executionArn } = await run({}, 1000);
  await executions.stop(executionArn);
  await clock.wind(60_000);
  expect((await executions.describe(executionOf('phase', 'c'))).status).toBe('SUCCEEDED');
});

test('a timeout of the task leaves the child running', async () => {
  const { run, executions } = engine({
    parent: { Call: child('phase', 'c', { TimeoutSeconds: 10 }) },
    phase: rest(60),
  });
  expect(await run({}, 20_000)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  expect((await executions.describe(executionOf('phase', 'c'))).status).toBe('RUNNING');
});

test('a child that a caught timeout has left behind survives a later stop of its parent', async () => {
  const late = { TimeoutSeconds: 10, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'After' }] };
  const { run, executions } = engine({
    parent: { Call: child('phase', 'c', late), After: { Type: 'Wait', Seconds: 60, End: true } },
    phase: rest(60),
  });
  const { executionArn } = await run({}, 20_000);
  await executions.stop(executionArn);
  expect((await executions.describe(executionOf('phase', 'c'))).status).toBe('RUNNING');
});

test('an orderly restart fails whatever runs; only parents tell it', async () => {
  const { run, executions, statuses, clock } = engine({ parent: { Call: child('phase', 'c') }, phase: rest(60) });
  const { executionArn } = await run({}, 1000);
  executions.failAll();
  await clock.wind(120_000);
  expect((await executions.describe(executionArn)).status).toBe('FAILED');
  expect((await executions.describe(executionOf('phase', 'c'))).status).toBe('FAILED');
  expect(statuses.filter((s) => s.status !== 'RUNNING').map((s) => [s.name, s.status])).toEqual([['run-1', 'FAILED']]);
});
