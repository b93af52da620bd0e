import type { StatusDetail } from '#simulator/asl/execution';
import { Executions } from '#simulator/asl/executions';
import type { EngineOptions } from '#simulator/asl/options';
import { VirtualClock } from '#simulator/clock';

type Lambda = (payload: never) => unknown;
type States = Record<string, unknown>;

export const arnOf = (machine: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${machine}`;
export const executionOf = (machine: string, name: string) =>
  `arn:aws:states:us-east-1:000000000000:execution:${machine}:${name}`;

/** A generator of chance that repeats itself. */
export function seeded(seed: number): () => number {
  let at = seed;
  return () => {
    at = (at + 0x6d2b79f5) | 0;
    let t = Math.imul(at ^ (at >>> 15), at | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Machines by name (each starts at its first state) and Lambdas by name, at 2026-01-05T03:00:00Z. */
export function engine(
  machines: Record<string, States | { TimeoutSeconds: number; States: States }>,
  lambdas: Record<string, Lambda> = {},
  options: Partial<EngineOptions> = {},
) {
  const clock = new VirtualClock(new Date('2026-01-05T03:00:00Z'), 300);
  const statuses: StatusDetail[] = [];
  const calls: { at: string; name: string; payload: unknown }[] = [];
  const whole = Object.entries(machines).map(([name, given]) => {
    const { States, ...rest } = ('TimeoutSeconds' in given ? given : { States: given }) as { States: States };
    const StartAt = Object.keys(States)[0] ?? '';
    return [
      arnOf(name),
      { name, definition: { QueryLanguage: 'JSONata' as const, StartAt, States, ...rest } },
    ] as const;
  });
  const executions = new Executions({
    clock,
    machines: Object.fromEntries(whole),
    random: seeded(1),
    onStatus: (detail) => void statuses.push(detail),
    async invoke(functionArn, payload) {
      calls.push({ at: clock.now().toISOString().slice(11, 23), name: functionArn, payload });
      const lambda = lambdas[functionArn];
      if (lambda === undefined) throw new Error(`no Lambda ${functionArn}`);
      return lambda(payload as never);
    },
    ...options,
  });
  let runs = 0;
  /** Starts a machine, winds the clock, and describes the execution. */
  async function run(input: unknown = {}, wind = 0, machine = Object.keys(machines)[0] ?? '') {
    const { executionArn } = await executions.start(arnOf(machine), `run-${++runs}`, input);
    await clock.wind(wind);
    return executions.describe(executionArn);
  }
  const types = (arn: string) =>
    executions.history(arn).map((e) => (e.name === undefined ? e.type : `${e.type} ${e.name}`));
  return { clock, executions, statuses, calls, run, types };
}

/** A Task that calls a Lambda. */
export const invoke = (FunctionName: string, more: object = {}, Payload: unknown = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName, Payload },
  End: true,
  ...more,
});

/** A Task that calls a Lambda, gives it the token, and waits. */
export const ask = (FunctionName: string, more: object = {}) => ({
  ...invoke(FunctionName, more, { token: '{% $states.context.Task.Token %}' }),
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
});

/** A Task that starts a machine. */
export const child = (machine: string, Name: string, more: object = {}, pattern = '.sync:2') => ({
  Type: 'Task',
  Resource: `arn:aws:states:::states:startExecution${pattern}`,
  Arguments: { StateMachineArn: arnOf(machine), Name, Input: { from: 'parent' } },
  End: true,
  ...more,
});

/** An error as a Lambda throws it. */
export const named = (name: string, message = 'no') => Object.assign(new Error(message), { name });
