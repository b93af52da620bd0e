import { expect, test } from 'vitest';
import { engine } from './engine.ts';

const branch = (state: object) => ({
  StartAt: JSON.stringify(state),
  States: { [JSON.stringify(state)]: { ...state, End: true } },
});

test('what a state assigns is seen by the next one only; its own Output still sees the old value', async () => {
  const { run } = engine({
    m: {
      First: { Type: 'Pass', Assign: { n: 1 }, Next: 'Second' },
      Second: { Type: 'Pass', Assign: { n: '{% $n + 1 %}', was: '{% $n %}' }, Output: '{% $n %}', Next: 'Third' },
      Third: { Type: 'Pass', Output: ['{% $states.input %}', '{% $n %}', '{% $was %}'], End: true },
    },
  });
  expect((await run()).output).toEqual([1, 2, 1]);
});

test('a branch reads the outer variables; its own are gone after it and hidden from its neighbour', async () => {
  const { run } = engine({
    m: {
      Set: { Type: 'Pass', Assign: { outer: 'o' }, Next: 'Both' },
      Both: {
        Type: 'Parallel',
        Branches: [
          {
            StartAt: 'A',
            States: {
              A: { Type: 'Pass', Assign: { mine: '{% $outer & "a" %}' }, Next: 'B' },
              B: { Type: 'Pass', Output: '{% $mine %}', End: true },
            },
          },
          branch({ Type: 'Wait', Seconds: 1, Output: '{% $exists($mine) %}' }),
        ],
        Assign: { both: '{% $states.result %}' },
        Next: 'After',
      },
      After: { Type: 'Pass', Output: { both: '{% $both %}', leaked: '{% $exists($mine) %}' }, End: true },
    },
  });
  expect((await run({}, 1000)).output).toEqual({ both: ['oa', false], leaked: false });
});

test('a variable that is undefined, or seen in the state that assigns it, is an error', async () => {
  const { run } = engine({ m: { A: { Type: 'Pass', Assign: { n: 1 }, Output: '{% $n %}', End: true } } });
  const ended = await run();
  expect(ended).toMatchObject({
    status: 'FAILED',
    error: 'States.QueryEvaluationError',
    cause: "An error occurred in the state 'A' at Output: The JSONata expression '$n' returned nothing (undefined).",
  });
});

test('$states.context tells of the execution, the state and the machine', async () => {
  const { run } = engine({ m: { A: { Type: 'Pass', Output: '{% $states.context %}', End: true } } });
  expect((await run({ id: 7 })).output).toEqual({
    Execution: {
      Id: 'arn:aws:states:us-east-1:000000000000:execution:m:run-1',
      Input: { id: 7 },
      Name: 'run-1',
      RoleArn: 'arn:aws:iam::000000000000:role/simulated',
      StartTime: '2026-01-05T03:00:00.000Z',
    },
    State: { Name: 'A', EnteredTime: '2026-01-05T03:00:00.000Z', RetryCount: 0 },
    StateMachine: { Id: 'arn:aws:states:us-east-1:000000000000:stateMachine:m', Name: 'm' },
  });
});

test.each([
  '{% $states %}',
  '{% $states.{"input": input, "context": context} %}',
  { input: '{% $states.input %}', context: '{% $lookup($states, "con" & "text") %}' },
])('$states as %j has its context, whether a path alone reads it or not', async (Output) => {
  const { run } = engine({ m: { A: { Type: 'Pass', Output, End: true } } });
  const { output } = await run({ id: 7 });
  expect(output).toEqual({ input: { id: 7 }, context: expect.objectContaining({ State: expect.anything() }) });
});

test.each([
  ['m: A leads to B, which is not there', { A: { Type: 'Pass', Next: 'B' } }],
  ['m: A needs either Next or End', { A: { Type: 'Pass' } }],
  [
    'm: A is a Task and has no field Parameters in JSONata',
    { A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: {}, End: true } },
  ],
  [
    'm: A: arn:aws:states:::sns:publish is not supported',
    { A: { Type: 'Task', Resource: 'arn:aws:states:::sns:publish', End: true } },
  ],
  ['m: A.Output is no whole {% … %}: {% $x', { A: { Type: 'Pass', Output: '{% $x', End: true } }],
  ['m: A.Output: ', { A: { Type: 'Pass', Output: '{% $x + %}', End: true } }],
  [
    'assigns n, which belongs to an outer scope',
    {
      A: { Type: 'Parallel', Branches: [branch({ Type: 'Pass', Assign: { n: 2 } })], Next: 'B' },
      B: { Type: 'Pass', Assign: { n: 1 }, End: true },
    },
  ],
])('a definition is refused: %s', (fault, states) => {
  expect(() => engine({ m: states })).toThrow(fault);
});
