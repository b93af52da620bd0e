import {
  type End,
  Execution,
  type ExecutionDescription,
  type ExecutionStatus,
  type Machine,
} from '#simulator/asl/execution';
import { Refusal, StateFailure, Stopped } from '#simulator/asl/failure';
import { runFlow } from '#simulator/asl/flow';
import type { HistoryEvent } from '#simulator/asl/history';
import { Lent } from '#simulator/asl/lend';
import { checked } from '#simulator/asl/machine';
import type { EngineOptions } from '#simulator/asl/options';
import { jsonOf, tooLarge } from '#simulator/asl/payload';
import { Tokens } from '#simulator/asl/tokens';
import type { Child } from '#simulator/asl/visit';

/** How long a closed execution keeps its name and its history. */
const keptMs = 90 * 24 * 3600 * 1000;

// a dot is legal: names are <id>.<run>.<phase>.<visit>; AWS forbids white space, brackets, wildcards and control characters
const nameRule = /^[A-Za-z0-9_.-]{1,80}$/;

/** State machines and their executions, as the Step Functions API shows them, on a virtual clock. */
export class Executions {
  readonly #options: EngineOptions;
  readonly #machines = new Map<string, Machine>();
  readonly #executions = new Map<string, Execution>();
  readonly #tokens = new Tokens();

  constructor(options: EngineOptions) {
    this.#options = options;
    for (const [arn, { name, definition }] of Object.entries(options.machines)) {
      const executionArn = `${arn.replace(':stateMachine:', ':execution:')}:`;
      this.#machines.set(arn, { arn, executionArn, name, definition, flow: checked(name, definition) });
    }
  }

  /** The same name and input while running answers the same execution; any other use of a taken name is refused. */
  async start(machineArn: string, name: string, input: unknown): Promise<{ executionArn: string; startDate: Date }> {
    const { arn, startDate } = this.#start(machineArn, name, input, false);
    return { executionArn: arn, startDate };
  }

  async stop(executionArn: string, cause?: string, error?: string): Promise<void> {
    const execution = this.#existing(executionArn);
    this.#finish(
      execution,
      { status: 'ABORTED', ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) },
      true,
    );
  }

  async describe(executionArn: string): Promise<ExecutionDescription> {
    return this.#existing(executionArn).describe();
  }

  /** The executions of a machine, the newest first. */
  async list(machineArn: string, status?: ExecutionStatus): Promise<ExecutionDescription[]> {
    this.#machine(machineArn);
    return [...this.#executions.values()]
      .filter((e) => e.machine.arn === machineArn && (status === undefined || e.status === status) && !this.#expired(e))
      .map((e) => e.describe())
      .reverse();
  }

  history(executionArn: string): HistoryEvent[] {
    return this.#existing(executionArn).history.events();
  }

  /** States entered and attempts made again, as they are billed. */
  transitions(executionArn: string): number {
    return this.#existing(executionArn).transitions;
  }

  async sendTaskSuccess(token: string, output: unknown): Promise<void> {
    this.#tokens.succeed(token, output);
  }

  async sendTaskFailure(token: string, error?: string, cause?: string): Promise<void> {
    this.#tokens.fail(token, error, cause);
  }

  async sendTaskHeartbeat(token: string): Promise<void> {
    this.#tokens.beat(token);
  }

  /** Every running execution ends FAILED, without a status event for children: what the local engine does at an orderly restart. */
  failAll(): void {
    const running = [...this.#executions.values()].filter((e) => e.status === 'RUNNING');
    // all are over before anyone is told, so that no parent sees a child fail
    const over = running.filter((e) =>
      e.finish({ status: 'FAILED', error: 'States.Runtime', cause: 'The engine restarted.' }, { children: false }),
    );
    for (const execution of over) {
      this.#release(execution);
      if (!execution.isChild) this.#tell(execution);
    }
  }

  #machine(arn: string): Machine {
    const machine = this.#machines.get(arn);
    if (machine === undefined) throw new Refusal('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return machine;
  }

  #expired({ stopDate }: Execution): boolean {
    return stopDate !== undefined && this.#options.clock.ms() - stopDate.getTime() >= keptMs;
  }

  #existing(arn: string): Execution {
    const execution = this.#executions.get(arn);
    if (execution === undefined || this.#expired(execution)) {
      throw new Refusal('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    }
    return execution;
  }

  #start(machineArn: string, name: string, given: unknown, isChild: boolean): Execution {
    const { clock } = this.#options;
    const machine = this.#machine(machineArn);
    if (!nameRule.test(name)) throw new Refusal('InvalidName', `Invalid Name: '${name}'`);
    const json = jsonOf(given ?? {});
    if (tooLarge(json)) throw new Refusal('InvalidExecutionInput', 'The input is longer than 262144 bytes');
    const arn = machine.executionArn + name;
    const taken = this.#executions.get(arn);
    if (taken !== undefined && !this.#expired(taken)) {
      if (taken.status === 'RUNNING' && taken.inputJson === json) return taken;
      throw new Refusal('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const execution = new Execution(clock, machine, arn, name, json, isChild);
    this.#executions.delete(arn); // a name used anew counts as new in the order of `list`
    this.#executions.set(arn, execution);
    this.#tell(execution);
    const { TimeoutSeconds } = machine.definition;
    if (TimeoutSeconds !== undefined) {
      const end: End = { status: 'TIMED_OUT', error: 'States.Timeout' };
      execution.ended.add(clock.ring(clock.ms() + TimeoutSeconds * 1000, () => this.#finish(execution, end, false)));
    }
    clock.run(() => this.#run(execution));
    return execution;
  }

  async #run(execution: Execution): Promise<void> {
    const { machine, input, scope, trail } = execution;
    try {
      const run = new Lent(execution, this.#options, this.#tokens, this.#child);
      const output = await runFlow({ run, flow: machine.flow, input, variables: {}, scope, trail, item: undefined });
      this.#finish(execution, { status: 'SUCCEEDED', output }, false);
    } catch (error) {
      if (error instanceof Stopped) return;
      if (error instanceof StateFailure) {
        this.#finish(execution, { status: 'FAILED', ...error.details() }, false);
        return;
      }
      this.#finish(execution, { status: 'FAILED', error: 'States.Runtime', cause: String(error) }, false);
      throw error; // a fault of the runner itself, which the owner of the clock must see
    }
  }

  readonly #child = (machineArn: string, name: string, input: unknown): Child => {
    const child = this.#start(machineArn, name, input, true);
    return {
      executionArn: child.arn,
      startDate: child.startDate,
      onEnd(told) {
        const tell = () => told(child.toParent());
        if (child.status === 'RUNNING') child.ended.add(tell);
        else tell();
        return () => void child.ended.delete(tell);
      },
      stop: () => {
        if (this.#options.stopLeavesChildren !== true) this.#finish(child, { status: 'ABORTED' }, true);
      },
    };
  };

  #finish(execution: Execution, end: End, children: boolean): void {
    if (!execution.finish(end, { children })) return;
    this.#release(execution);
    this.#tell(execution);
  }

  /** Tells the parents that wait, and cancels the timer of the machine's own timeout. */
  #release(execution: Execution): void {
    for (const told of execution.ended) told();
    execution.ended.clear();
  }

  #tell(execution: Execution): void {
    const options = this.#options;
    try {
      options.onStatus?.(execution.detail());
    } catch (error) {
      // an error of the listener is not one of the execution
      options.clock.run(() => {
        throw error;
      });
    }
  }
}
