import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Engine, startEngine } from '#local/engine/engine';
import { Executions } from '#simulator/asl/executions';
import { VirtualClock } from '#simulator/clock';
import { until } from './support/story.ts';

type Definition = { StartAt: string; States: Record<string, unknown> };
interface Ended {
  status: string;
  output?: unknown;
  error?: string;
}

let engine: Engine;
let sfn: SFNClient;
beforeAll(async () => {
  engine = await startEngine();
  sfn = new SFNClient({
    endpoint: engine.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});
afterAll(async () => {
  sfn?.destroy();
  await engine?.stop();
});

let count = 0;
async function onEngine(definition: Definition, input: unknown): Promise<Ended> {
  count += 1;
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name: `contract-${count}`,
      roleArn: 'arn:aws:iam::000000000000:role/any',
      definition: JSON.stringify({ QueryLanguage: 'JSONata', ...definition }),
    }),
  );
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
  const ended = await until('the execution ends', async () => {
    const seen = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return seen.status !== 'RUNNING' && seen;
  });
  return {
    status: ended.status ?? '',
    // a failed execution has an output here, which it has not on AWS
    ...(ended.output === undefined || ended.status !== 'SUCCEEDED'
      ? {}
      : { output: JSON.parse(ended.output) as unknown }),
    ...(ended.error === undefined ? {} : { error: ended.error }),
  };
}

async function onRunner(definition: Definition, input: unknown): Promise<Ended> {
  const clock = new VirtualClock(new Date('2026-03-11T14:02:00Z'));
  const arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:contract';
  const executions = new Executions({
    clock,
    machines: { [arn]: { name: 'contract', definition: { QueryLanguage: 'JSONata', ...definition } } },
    invoke: async () => undefined,
    random: () => 0.5,
  });
  let executionArn = '';
  clock.run(async () => {
    ({ executionArn } = await executions.start(arn, 'one', input));
  });
  await clock.wind(3_600_000);
  const { status, output, error } = await executions.describe(executionArn);
  return { status, ...(output === undefined ? {} : { output }), ...(error === undefined ? {} : { error }) };
}

const pass = (rest: object) => ({ Type: 'Pass', ...rest });
const alike: Record<string, { definition: Definition; input: unknown }> = {
  'an expression in Output': {
    definition: { StartAt: 'A', States: { A: pass({ Output: { sum: '{% $states.input.a + 1 %}' }, End: true }) } },
    input: { a: 1 },
  },
  'a variable is seen in the next state': {
    definition: {
      StartAt: 'A',
      States: {
        A: pass({ Assign: { x: '{% $states.input.a * 2 %}' }, Next: 'B' }),
        B: pass({ Output: '{% $x %}', End: true }),
      },
    },
    input: { a: 21 },
  },
  'a Choice by a variable, and its Default': {
    definition: {
      StartAt: 'A',
      States: {
        A: pass({ Assign: { verdict: '{% $states.input.word %}' }, Next: 'B' }),
        B: { Type: 'Choice', Choices: [{ Condition: "{% $verdict = 'go' %}", Next: 'Go' }], Default: 'Stay' },
        Go: pass({ Output: 'went', End: true }),
        Stay: pass({ Output: 'stayed', End: true }),
      },
    },
    input: { word: 'go' },
  },
  'a Choice by its input': {
    definition: {
      StartAt: 'B',
      States: {
        B: {
          Type: 'Choice',
          Choices: [{ Condition: "{% $states.input.verdict = 'go' %}", Next: 'Go' }],
          Default: 'Stay',
        },
        Go: pass({ Output: 'went', End: true }),
        Stay: pass({ Output: 'stayed', End: true }),
      },
    },
    input: { verdict: 'no' },
  },
  'a Wait for a second, and one until an instant that is over': {
    definition: {
      StartAt: 'A',
      States: {
        A: { Type: 'Wait', Seconds: 1, Next: 'B' },
        B: { Type: 'Wait', Timestamp: '{% $states.input.due %}', Next: 'C' },
        C: pass({ Output: 'waited', End: true }),
      },
    },
    input: { due: '2020-01-01T00:00:00Z' },
  },
  'branches of a Parallel come as a list in their order': {
    definition: {
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'L', States: { L: pass({ Output: { side: 'left' }, End: true }) } },
            { StartAt: 'R', States: { R: pass({ Output: { side: 'right' }, End: true }) } },
          ],
          Next: 'Q',
        },
        Q: pass({ Assign: { verdict: '{% $states.input[1].side %}' }, Output: '{% $states.input[1] %}', Next: 'S' }),
        S: pass({ Output: { verdict: '{% $verdict %}', was: '{% $states.input %}' }, End: true }),
      },
    },
    input: {},
  },
  '$merge of input and what was answered': {
    definition: {
      StartAt: 'A',
      States: { A: pass({ Output: "{% $merge([$states.input, {'visit': 2}]) %}", End: true }) },
    },
    input: { visit: 1, run: 1 },
  },
  'a Fail with its error': {
    definition: { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Broken', Cause: 'on purpose' } } },
    input: {},
  },
  'an expression that gives nothing is an error': {
    definition: { StartAt: 'A', States: { A: pass({ Output: '{% $states.input.nothing %}', End: true }) } },
    input: {},
  },
};

describe('what our machines are made of does the same on the engine and on the runner', () => {
  test.each(Object.entries(alike))('%s', async (_, { definition, input }) => {
    const [engines, runners] = await Promise.all([onEngine(definition, input), onRunner(definition, input)]);
    expect(runners).toEqual(engines);
  });
});

test('they differ on Output of a Succeed: the engine ignores it, the runner honours it as AWS does', async () => {
  const definition = { StartAt: 'S', States: { S: { Type: 'Succeed', Output: { over: true } } } };
  expect(await onRunner(definition, { a: 1 })).toEqual({ status: 'SUCCEEDED', output: { over: true } });
  expect(await onEngine(definition, { a: 1 })).toEqual({ status: 'SUCCEEDED', output: { a: 1 } });
});
