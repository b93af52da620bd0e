import { expect, test } from 'vitest';
import { arnOf, engine, executionOf, invoke } from './engine.ts';

test('a Pass shapes, a Succeed gives; history and transitions are those one counts by hand', async () => {
  const { run, executions } = engine({
    m: {
      Shape: { Type: 'Pass', Output: { double: '{% $states.input.n * 2 %}' }, Next: 'Done' },
      Done: { Type: 'Succeed' },
    },
  });
  const ended = await run({ n: 21 });
  expect(ended).toEqual({
    executionArn: executionOf('m', 'run-1'),
    name: 'run-1',
    stateMachineArn: arnOf('m'),
    status: 'SUCCEEDED',
    input: { n: 21 },
    output: { double: 42 },
    startDate: new Date('2026-01-05T03:00:00Z'),
    stopDate: new Date('2026-01-05T03:00:00Z'),
  });
  const timestamp = new Date('2026-01-05T03:00:00Z');
  expect(executions.history(ended.executionArn)).toEqual([
    { id: 1, previousEventId: 0, timestamp, type: 'ExecutionStarted', input: { n: 21 } },
    { id: 2, previousEventId: 1, timestamp, type: 'PassStateEntered', name: 'Shape', input: { n: 21 } },
    { id: 3, previousEventId: 2, timestamp, type: 'PassStateExited', name: 'Shape', output: { double: 42 } },
    { id: 4, previousEventId: 3, timestamp, type: 'SucceedStateEntered', name: 'Done', input: { double: 42 } },
    { id: 5, previousEventId: 4, timestamp, type: 'SucceedStateExited', name: 'Done', output: { double: 42 } },
    { id: 6, previousEventId: 5, timestamp, type: 'ExecutionSucceeded', output: { double: 42 } },
  ]);
  expect(executions.transitions(ended.executionArn)).toBe(2);
});

test('a Task calls its Lambda and sees Payload, StatusCode and version', async () => {
  const { run, types, calls } = engine(
    { m: { Rate: invoke('rate', { Output: '{% $states.result %}' }, { id: '{% $states.input.id %}' }) } },
    { rate: ({ id }: { id: string }) => ({ id, severity: 'SEV2', since: new Date(0), nothing: undefined }) },
  );
  const ended = await run({ id: 'INC-000042' });
  expect(calls).toEqual([{ at: '03:00:00.000', name: 'rate', payload: { id: 'INC-000042' } }]);
  expect(ended.output).toEqual({
    ExecutedVersion: '$LATEST',
    StatusCode: 200,
    Payload: { id: 'INC-000042', severity: 'SEV2', since: '1970-01-01T00:00:00.000Z' },
  });
  expect(types(ended.executionArn)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered Rate',
    'TaskScheduled',
    'TaskStarted',
    'TaskSucceeded',
    'TaskStateExited Rate',
    'ExecutionSucceeded',
  ]);
});

test('a Choice takes the first rule that holds, else the default; each way has its own Assign and Output', async () => {
  const show = { Type: 'Pass', Output: '{% $which & " " & $string($states.input) %}', End: true };
  const { run } = engine({
    m: {
      Which: {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $states.input = 1 %}', Assign: { which: 'one' }, Next: 'Show' },
          { Condition: '{% $states.input <= 2 %}', Assign: { which: 'two' }, Output: 22, Next: 'Show' },
        ],
        Assign: { which: 'other' },
        Output: 99,
        Default: 'Show',
      },
      Show: show,
    },
  });
  expect((await run(1)).output).toBe('one 1');
  expect((await run(2)).output).toBe('two 22');
  expect((await run(3)).output).toBe('other 99');
});

test('a Choice without a match or with a condition that is no boolean fails the execution', async () => {
  const choice = (Condition: string) => ({
    Which: { Type: 'Choice', Choices: [{ Condition, Next: 'Done' }] },
    Done: { Type: 'Succeed' },
  });
  expect(await engine({ m: choice('{% false %}') }).run()).toMatchObject({
    status: 'FAILED',
    error: 'States.NoChoiceMatched',
  });
  const { run, types } = engine({ m: choice('{% "yes" %}') });
  const ended = await run();
  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  expect(types(ended.executionArn)).toEqual([
    'ExecutionStarted',
    'ChoiceStateEntered Which',
    'EvaluationFailed',
    'ExecutionFailed',
  ]);
});

test.each([
  [{ Seconds: 90 }, '2026-01-05T03:01:30.000Z'],
  [{ Seconds: '{% $states.input.days * 86400 %}' }, '2026-01-12T03:00:00.000Z'],
  [{ Timestamp: '2026-01-05T05:00:00+01:00' }, '2026-01-05T04:00:00.000Z'],
  [{ Timestamp: '{% $fromMillis($toMillis($states.context.State.EnteredTime) + 1500) %}' }, '2026-01-05T03:00:01.500Z'],
  [{ Timestamp: '2020-01-01T00:00:00Z' }, '2026-01-05T03:00:00.000Z'],
])('a Wait with %j ends at %s', async (field, end) => {
  const { run } = engine({ m: { Rest: { Type: 'Wait', ...field, End: true } } });
  const ended = await run({ days: 7 }, 8 * 86_400_000);
  expect([ended.status, ended.stopDate?.toISOString(), ended.output]).toEqual(['SUCCEEDED', end, { days: 7 }]);
});

test.each([{ Seconds: '{% "soon" %}' }, { Timestamp: 'tomorrow' }, { Seconds: '{% $states.input.absent %}' }])(
  'a Wait with %j fails',
  async (field) => {
    const { run } = engine({ m: { Rest: { Type: 'Wait', ...field, End: true } } });
    expect(await run()).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  },
);

test('a year of one-day waits passes in a moment', async () => {
  const { run, executions } = engine({
    m: {
      Day: { Type: 'Wait', Seconds: 86_400, Assign: { day: '{% ($exists($day) ? $day : 0) + 1 %}' }, Next: 'Enough' },
      Enough: { Type: 'Choice', Choices: [{ Condition: '{% $day = 365 %}', Next: 'Done' }], Default: 'Day' },
      Done: { Type: 'Succeed', Output: '{% $day %}' },
    },
  });
  const began = performance.now();
  const ended = await run({}, 366 * 86_400_000);
  expect(performance.now() - began).toBeLessThan(3000);
  expect([ended.output, executions.transitions(ended.executionArn)]).toEqual([365, 731]);
});

test('a Fail fails with its Error and Cause, which may be expressions', async () => {
  const { run, types } = engine({
    m: { No: { Type: 'Fail', Error: 'Unrated', Cause: '{% "for " & $states.input.id %}' } },
  });
  const ended = await run({ id: 'INC-000042' });
  expect(ended).toMatchObject({ status: 'FAILED', error: 'Unrated', cause: 'for INC-000042' });
  expect(types(ended.executionArn)).toEqual(['ExecutionStarted', 'FailStateEntered No', 'ExecutionFailed']);
});

test('a Parallel gives its branches’ outputs in order and takes as long as the longest', async () => {
  const rest = (Seconds: number, Output: string) => ({
    StartAt: Output,
    States: { [Output]: { Type: 'Wait', Seconds, Output, End: true } },
  });
  const { run, types, executions } = engine({
    m: { Both: { Type: 'Parallel', Branches: [rest(5, 'slow'), rest(1, 'fast')], End: true } },
  });
  const ended = await run({}, 10_000);
  expect([ended.output, ended.stopDate?.toISOString()]).toEqual([['slow', 'fast'], '2026-01-05T03:00:05.000Z']);
  expect(types(ended.executionArn)).toEqual([
    'ExecutionStarted',
    'ParallelStateEntered Both',
    'ParallelStateStarted',
    'WaitStateEntered slow',
    'WaitStateEntered fast',
    'WaitStateExited fast',
    'WaitStateExited slow',
    'ParallelStateSucceeded',
    'ParallelStateExited Both',
    'ExecutionSucceeded',
  ]);
  const parents = executions.history(ended.executionArn).map((e) => e.previousEventId);
  expect(parents).toEqual([0, 1, 2, 3, 3, 5, 4, 3, 8, 9]);
  expect(executions.transitions(ended.executionArn)).toBe(3);
});

test('a Map takes its items a few at a time and keeps their order', async () => {
  const { run, calls, types } = engine(
    {
      m: {
        Each: {
          Type: 'Map',
          Items: '{% $states.input.people %}',
          ItemSelector: { who: '{% $states.context.Map.Item.Value %}', at: '{% $states.context.Map.Item.Index %}' },
          MaxConcurrency: 2,
          ItemProcessor: {
            ProcessorConfig: { Mode: 'INLINE' },
            StartAt: 'Page',
            States: {
              Page: invoke(
                'page',
                { Output: '{% $states.result.Payload %}', Next: 'Rest', End: undefined },
                '{% $states.input %}',
              ),
              Rest: { Type: 'Wait', Seconds: 10, End: true },
            },
          },
          End: true,
        },
      },
    },
    { page: ({ who }: { who: string }) => `paged ${who}` },
  );
  const ended = await run({ people: ['ada', 'ben', 'cyd'] }, 60_000);
  expect(ended.output).toEqual(['paged ada', 'paged ben', 'paged cyd']);
  expect(calls).toEqual([
    { at: '03:00:00.000', name: 'page', payload: { who: 'ada', at: 0 } },
    { at: '03:00:00.000', name: 'page', payload: { who: 'ben', at: 1 } },
    { at: '03:00:10.000', name: 'page', payload: { who: 'cyd', at: 2 } },
  ]);
  const iterations = types(ended.executionArn).filter((type) => type.startsWith('Map'));
  expect(iterations).toEqual([
    'MapStateEntered Each',
    'MapStateStarted',
    'MapIterationStarted Each',
    'MapIterationStarted Each',
    'MapIterationSucceeded Each',
    'MapIterationStarted Each',
    'MapIterationSucceeded Each',
    'MapIterationSucceeded Each',
    'MapStateSucceeded',
    'MapStateExited Each',
  ]);
});

test('a Map over nothing gives nothing, over no list fails', async () => {
  const each = { Type: 'Map', ItemProcessor: { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }, End: true };
  const { run } = engine({ m: { Each: each } });
  expect((await run([])).output).toEqual([]);
  expect(await run({ a: 1 })).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
});
