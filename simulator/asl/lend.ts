import type { Execution } from '#simulator/asl/execution';
import { StateFailure } from '#simulator/asl/failure';
import { runFlow } from '#simulator/asl/flow';
import { chanceFunctions, type Surroundings } from '#simulator/asl/functions';
import type { EngineOptions } from '#simulator/asl/options';
import type { Tokens } from '#simulator/asl/tokens';
import type { Child, Run } from '#simulator/asl/visit';

/** What an execution lends to its states: time and chance, Lambdas, tokens, children, and what it says of itself. */
export function lend(
  execution: Execution,
  options: EngineOptions,
  tokens: Tokens,
  startChild: (machineArn: string, name: string, input: unknown) => Child,
): Run {
  const { machine, arn, name, input, startDate } = execution;
  const surroundings: Surroundings = { now: () => options.clock.now(), random: () => options.random() };
  const { uuid } = chanceFunctions(surroundings);
  return {
    surroundings,
    tokens,
    invoke: (functionArn, payload) => options.invoke(functionArn, payload),
    through: runFlow,
    startChild: (machineArn, childName, childInput) => {
      const refusal = options.refusesStart?.(machineArn);
      if (refusal !== undefined) throw new StateFailure(refusal, 'refused');
      return startChild(machineArn, childName ?? uuid(), childInput);
    },
    context: {
      Execution: {
        Id: arn,
        Input: input,
        Name: name,
        RoleArn: 'arn:aws:iam::000000000000:role/simulated',
        StartTime: startDate.toISOString(),
      },
      StateMachine: { Id: machine.arn, Name: machine.name },
    },
    transition: () => void execution.transitions++,
  };
}
