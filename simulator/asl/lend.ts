import type { Execution } from '#simulator/asl/execution';
import type { Bindings } from '#simulator/asl/expressions';
import { StateFailure } from '#simulator/asl/failure';
import { runFlow } from '#simulator/asl/flow';
import { chanceFunctions, type Surroundings } from '#simulator/asl/functions';
import type { EngineOptions } from '#simulator/asl/options';
import type { Tokens } from '#simulator/asl/tokens';
import type { Child, Passage, Run } from '#simulator/asl/visit';

type StartChild = (machineArn: string, name: string, input: unknown) => Child;

/** What an execution lends to its states: time and chance, Lambdas, tokens, children, and what it says of itself. */
export class Lent implements Run {
  readonly tokens: Tokens;
  readonly surroundings: Surroundings;
  readonly #execution: Execution;
  readonly #options: EngineOptions;
  readonly #startChild: StartChild;
  #context: Bindings | undefined;

  constructor(execution: Execution, options: EngineOptions, tokens: Tokens, startChild: StartChild) {
    this.tokens = tokens;
    this.#execution = execution;
    this.#options = options;
    this.#startChild = startChild;
    this.surroundings = { now: () => options.clock.now(), random: () => options.random() };
  }

  invoke(functionArn: string, payload: unknown): Promise<unknown> {
    return this.#options.invoke(functionArn, payload);
  }

  through(passage: Passage): Promise<unknown> {
    return runFlow(passage);
  }

  startChild(machineArn: string, name: string | undefined, input: unknown): Child {
    const refusal = this.#options.refusesStart?.(machineArn);
    if (refusal !== undefined) throw new StateFailure(refusal, 'refused');
    return this.#startChild(machineArn, name ?? chanceFunctions(this.surroundings).uuid(), input);
  }

  get context(): Bindings {
    const { arn, input, name, startDate, machine } = this.#execution;
    this.#context ??= {
      Execution: {
        Id: arn,
        Input: input,
        Name: name,
        RoleArn: 'arn:aws:iam::000000000000:role/simulated',
        StartTime: startDate.toISOString(),
      },
      StateMachine: { Id: machine.arn, Name: machine.name },
    };
    return this.#context;
  }

  transition(): void {
    this.#execution.transitions++;
  }
}
