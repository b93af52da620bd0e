import { expect, test } from 'vitest';
import { delay, matches } from '#simulator/asl/retry';
import { engine, invoke, named, seeded } from './engine.ts';

const throwing = (name: string) => ({
  fails() {
    throw named(name);
  },
});

test('by default three more attempts, after 1, 2 and 4 seconds; each is billed and has its events', async () => {
  const { run, calls, executions, types } = engine(
    { m: { Try: invoke('fails', { Retry: [{ ErrorEquals: ['States.ALL'] }] }) } },
    throwing('Throttled'),
  );
  const ended = await run({}, 60_000);
  expect(calls.map((c) => c.at)).toEqual(['03:00:00.000', '03:00:01.000', '03:00:03.000', '03:00:07.000']);
  expect(ended).toMatchObject({
    status: 'FAILED',
    error: 'Throttled',
    cause: '{"errorType":"Throttled","errorMessage":"no","trace":["Throttled: no"]}',
  });
  expect(executions.transitions(ended.executionArn)).toBe(4);
  // entered once, three events an attempt, the start and the end
  expect(types(ended.executionArn).length).toBe(2 + 4 * 3 + 1);
});

test('an attempt that succeeds goes on; $states.context counts the retries', async () => {
  let left = 2;
  const { run } = engine(
    {
      m: {
        Try: invoke('flaky', {
          Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 3, BackoffRate: 1 }],
          Output: '{% $states.context.State.RetryCount %}',
        }),
      },
    },
    {
      flaky() {
        if (left-- > 0) throw named('Busy');
      },
    },
  );
  const ended = await run({}, 60_000);
  expect([ended.output, ended.stopDate?.toISOString()]).toEqual([2, '2026-01-05T03:00:06.000Z']);
});

test.each([
  [{}, [1000, 2000, 4000, 8000]],
  [{ IntervalSeconds: 10, BackoffRate: 3, MaxDelaySeconds: 60 }, [10_000, 30_000, 60_000, 60_000]],
  [{ IntervalSeconds: 5, BackoffRate: 1 }, [5000, 5000, 5000, 5000]],
])('delays of %j: %j ms', (retrier, delays) => {
  expect([0, 1, 2, 3].map((done) => delay({ ErrorEquals: [], ...retrier }, done, () => 0.5))).toEqual(delays);
});

test('full jitter draws from nothing to the whole delay, the same for the same seed', () => {
  const draw = (seed: number) => {
    const random = seeded(seed);
    return [0, 1, 2].map((done) => delay({ ErrorEquals: [], JitterStrategy: 'FULL' }, done, random));
  };
  expect(delay({ ErrorEquals: [], JitterStrategy: 'FULL' }, 2, () => 0.25)).toBe(1000);
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test('the first retrier that fits counts, each for itself, and 0 attempts means none', async () => {
  const errors = ['A', 'B', 'A', 'Superseded'];
  const { run, calls } = engine(
    {
      m: {
        Try: invoke('fails', {
          Retry: [
            { ErrorEquals: ['Superseded'], MaxAttempts: 0 },
            { ErrorEquals: ['A'], IntervalSeconds: 1 },
            { ErrorEquals: ['States.ALL'], IntervalSeconds: 10 },
          ],
        }),
      },
    },
    {
      fails() {
        throw named(errors.shift() ?? 'none');
      },
    },
  );
  expect(await run({}, 60_000)).toMatchObject({ status: 'FAILED', error: 'Superseded' });
  expect(calls.map((c) => c.at)).toEqual(['03:00:00.000', '03:00:01.000', '03:00:11.000', '03:00:13.000']);
});

test('a Catch gets Error and Cause, assigns, shapes, and leads on', async () => {
  const { run } = engine(
    {
      m: {
        Try: invoke('fails', {
          Catch: [
            { ErrorEquals: ['Other'], Next: 'After' },
            {
              ErrorEquals: ['Superseded'],
              Assign: { why: '{% $states.errorOutput.Error %}' },
              Output: '{% $parse($states.errorOutput.Cause).errorMessage %}',
              Next: 'After',
            },
          ],
        }),
        After: { Type: 'Pass', Output: '{% $why & ": " & $states.input %}', End: true },
      },
    },
    {
      fails() {
        throw named('Superseded', 'visit 1 is over');
      },
    },
  );
  expect((await run()).output).toBe('Superseded: visit 1 is over');
});

test('without Output a catcher passes the error on', async () => {
  const { run } = engine(
    {
      m: {
        Try: invoke('fails', { Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'After' }] }),
        After: { Type: 'Succeed' },
      },
    },
    throwing('Boom'),
  );
  expect((await run()).output).toEqual({
    Error: 'Boom',
    Cause: '{"errorType":"Boom","errorMessage":"no","trace":["Boom: no"]}',
  });
});

test('an undefined argument or output of a Task is caught as States.QueryEvaluationError', async () => {
  const caught = { Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Caught' }] };
  const after = { Caught: { Type: 'Succeed', Output: '{% $states.input.Error %}' } };
  const inArguments = engine({ m: { Try: invoke('never', caught, '{% $states.input.typo %}'), ...after } });
  expect((await inArguments.run()).output).toBe('States.QueryEvaluationError');
  expect(inArguments.calls).toEqual([]);
  const inOutput = engine(
    { m: { Try: invoke('fine', { ...caught, Output: '{% $states.result.typo %}' }), ...after } },
    { fine: () => 1 },
  );
  expect((await inOutput.run()).output).toBe('States.QueryEvaluationError');
});

test.each([
  ['Boom', ['Boom'], true],
  ['Boom', ['Other'], false],
  ['Boom', ['States.ALL'], true],
  ['Boom', ['States.TaskFailed'], true],
  ['States.Timeout', ['States.TaskFailed'], false],
  ['States.HeartbeatTimeout', ['States.TaskFailed'], false],
  ['States.HeartbeatTimeout', ['States.Timeout'], true],
  ['States.Timeout', ['States.ALL'], true],
  ['States.DataLimitExceeded', ['States.ALL'], false],
  ['States.DataLimitExceeded', ['States.DataLimitExceeded'], true],
  ['States.Runtime', ['States.ALL', 'States.Runtime'], false],
])('%s is matched by %j: %s', (error, errorEquals, expected) => {
  expect(matches(errorEquals, error)).toBe(expected);
});

test('a Lambda slower than TimeoutSeconds is a States.Timeout; what it answers later is dropped', async () => {
  const world = engine(
    { m: { Try: invoke('slow', { TimeoutSeconds: '{% $states.input.limit %}' }) } },
    { slow: () => world.clock.sleep(31_000) },
  );
  const ended = await world.run({ limit: 30 }, 60_000);
  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  expect(ended.stopDate?.toISOString()).toBe('2026-01-05T03:00:30.000Z');
  expect(world.types(ended.executionArn).slice(2)).toEqual([
    'TaskScheduled',
    'TaskStarted',
    'TaskTimedOut',
    'ExecutionFailed',
  ]);
});

test('a machine slower than its own TimeoutSeconds ends TIMED_OUT', async () => {
  const { run, types } = engine({
    m: { TimeoutSeconds: 60, States: { Rest: { Type: 'Wait', Seconds: 61, End: true } } },
  });
  const ended = await run({}, 120_000);
  expect([ended.status, ended.stopDate?.toISOString()]).toEqual(['TIMED_OUT', '2026-01-05T03:01:00.000Z']);
  expect(types(ended.executionArn).at(-1)).toBe('ExecutionTimedOut');
});
