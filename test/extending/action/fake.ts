import * as z from 'zod';
import { parsedJson } from '#core/json';
import { Call } from '#plugins/fakes/action-runs';
import { awsError } from '#plugins/fakes/aws';
import type { Fake, SimulatedSystem } from '#plugins/fakes/simulated-system';
import { json, type WireAnswer } from '#plugins/fakes/wire';
import { executionName } from './execution-name.ts';

const Start = z.object({
  stateMachineArn: z.string().regex(/:stateMachine:[\w-]{1,80}$/),
  name: z.string().regex(/^[\w-]{1,80}$/),
  input: z.string().max(262_144),
});
const Input = Call.extend({ key: z.string().min(1) });
const Describe = z.object({ executionArn: z.string().regex(/:execution:[\w-]{1,80}:[\w-]{1,80}$/) });

const invalid = (error: z.ZodError) => awsError(400, 'ValidationException', { message: z.prettifyError(error) });
const seconds = (at: string | Date) => new Date(at).getTime() / 1000;

/** `StartExecution` and `DescribeExecution` of Step Functions, with a state machine for every action that the system knows. */
export const answer: Fake['answer'] = ({ method, headers, body }, system) => {
  const [service, operation] = headers['x-amz-target']?.split('.') ?? [];
  if (method !== 'POST' || service !== 'AWSStepFunctions') return undefined;
  if (operation === 'StartExecution') return started(parsedJson(body), system);
  if (operation === 'DescribeExecution') return described(parsedJson(body), system);
  return awsError(400, 'UnknownOperationException', { message: String(operation) });
};

/** The demo service takes the calls at its root. */
export const endpoints = (demoService: string): Record<string, string> => ({ failover: demoService });

const started = (body: unknown, { runs, now }: SimulatedSystem): WireAnswer => {
  const start = Start.safeParse(body);
  if (!start.success) return invalid(start.error);
  const { stateMachineArn, name, input } = start.data;
  const machine = stateMachineArn.split(':').at(-1) ?? '';
  const effect = runs.effect(machine);
  if (effect === undefined) return awsError(400, 'StateMachineDoesNotExist', { message: stateMachineArn });
  const given = Input.safeParse(parsedJson(input));
  if (!given.success) return awsError(400, 'InvalidExecutionInput', { message: z.prettifyError(given.error) });
  const { key, ...call } = given.data;
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  const answer = json(200, { executionArn, startDate: seconds(now()) });
  const before = runs.begun(machine, key, call);
  if (before !== undefined) {
    const isRunning = before !== 'conflict' && runs.look(before.runId)?.status === 'running';
    return isRunning ? answer : awsError(400, 'ExecutionAlreadyExists', { message: executionArn });
  }
  if (effect.outcome === '500') return awsError(500, 'InternalFailure', { message: 'Internal error' });
  runs.begin(machine, effect, key, call);
  return effect.outcome === 'lost-answer' ? { broken: 'lost' } : answer;
};

const described = (body: unknown, { runs }: SimulatedSystem): WireAnswer => {
  const describe = Describe.safeParse(body);
  if (!describe.success) return invalid(describe.error);
  const { executionArn } = describe.data;
  const name = executionArn.split(':').at(-1);
  const done = runs.done().find(({ key }) => key !== null && executionName(key) === name);
  const look = done === undefined ? undefined : runs.look(done.runId);
  if (done === undefined || look === undefined)
    return awsError(400, 'ExecutionDoesNotExist', { message: executionArn });
  const ended = { succeeded: { output: JSON.stringify(look.output) }, failed: { cause: look.output }, running: {} };
  return json(200, {
    executionArn,
    startDate: seconds(done.at),
    status: look.status.toUpperCase(),
    ...ended[look.status],
  });
};
