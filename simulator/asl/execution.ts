import type { Definition, Flow } from '#simulator/asl/definition';
import { StateFailure } from '#simulator/asl/failure';
import { History, Trail } from '#simulator/asl/history';
import { jsonOf } from '#simulator/asl/payload';
import { Scope } from '#simulator/asl/scope';
import type { VirtualClock } from '#simulator/clock';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** The detail of the event `Step Functions Execution Status Change`. */
export interface StatusDetail {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  status: ExecutionStatus;
  startDate: number;
  stopDate: number | null;
  input: string;
  output: string | null;
  error: string | null;
  cause: string | null;
}

/** What is known of an execution; input and output as values. */
export interface ExecutionDescription {
  executionArn: string;
  name: string;
  stateMachineArn: string;
  status: ExecutionStatus;
  input: unknown;
  output?: unknown;
  error?: string;
  cause?: string;
  startDate: Date;
  stopDate?: Date;
}

/** A machine as it is run. */
export interface Machine {
  arn: string;
  /** How the ARNs of its executions begin. */
  executionArn: string;
  name: string;
  definition: Definition;
  flow: Flow;
}

/** How an execution ends. */
export type End =
  | { status: 'SUCCEEDED'; output: unknown }
  | { status: 'FAILED' | 'TIMED_OUT' | 'ABORTED'; error?: string; cause?: string };

const endEvent = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
} as const;

/** One run of a machine: its state, its history, and who wants to know its end. */
export class Execution {
  readonly arn: string;
  readonly name: string;
  readonly machine: Machine;
  readonly input: unknown;
  readonly inputJson: string;
  readonly startDate: Date;
  readonly isChild: boolean;
  readonly scope: Scope;
  readonly history: History;
  readonly trail: Trail;
  readonly ended = new Set<() => void>();
  transitions = 0;
  end: End | undefined;
  stopDate: Date | undefined;

  constructor(clock: VirtualClock, machine: Machine, arn: string, name: string, inputJson: string, isChild: boolean) {
    this.arn = arn;
    this.name = name;
    this.machine = machine;
    const input: unknown = JSON.parse(inputJson);
    this.input = input;
    this.inputJson = inputJson;
    this.isChild = isChild;
    this.startDate = clock.now();
    this.scope = new Scope(clock);
    this.history = new History(clock);
    this.trail = new Trail(this.history, this.scope);
    this.trail.add('ExecutionStarted', { input });
  }

  get status(): ExecutionStatus {
    return this.end?.status ?? 'RUNNING';
  }

  /** Ends it, if it runs: stops what is under way and writes the last event. */
  finish(end: End, stop: { children: boolean }): boolean {
    if (this.end !== undefined) return false;
    this.end = end;
    this.stopDate = this.scope.clock.now();
    this.scope.stop(stop);
    const details = end.status === 'SUCCEEDED' ? { output: end.output } : { error: end.error, cause: end.cause };
    this.history.add(this.history.size, endEvent[end.status], details);
    return true;
  }

  describe(): ExecutionDescription {
    const { arn, name, machine, input, startDate, stopDate } = this;
    const known = { executionArn: arn, name, stateMachineArn: machine.arn, input, startDate };
    return { ...known, ...(stopDate && { stopDate }), ...(this.end ?? { status: 'RUNNING' as const }) };
  }

  detail(): StatusDetail {
    const { end } = this;
    const failed = end !== undefined && end.status !== 'SUCCEEDED' ? end : undefined;
    return {
      executionArn: this.arn,
      stateMachineArn: this.machine.arn,
      name: this.name,
      status: this.status,
      startDate: this.startDate.getTime(),
      stopDate: this.stopDate?.getTime() ?? null,
      input: this.inputJson,
      output: end?.status === 'SUCCEEDED' ? jsonOf(end.output) : null,
      error: failed?.error ?? null,
      cause: failed?.cause ?? null,
    };
  }

  /** What a parent that waits with `.sync:2` gets: the description, or a States.TaskFailed whose cause is the description as text. */
  toParent(): unknown {
    const { arn, name, machine, startDate, stopDate, end } = this;
    const known = {
      ExecutionArn: arn,
      Name: name,
      StartDate: startDate.getTime(),
      StateMachineArn: machine.arn,
      Status: this.status,
      StopDate: stopDate?.getTime(),
    };
    if (end?.status === 'SUCCEEDED') return { ...known, Input: this.input, Output: end.output };
    const why = {
      ...(end?.error !== undefined && { Error: end.error }),
      ...(end?.cause !== undefined && { Cause: end.cause }),
    };
    return new StateFailure('States.TaskFailed', JSON.stringify({ ...known, Input: this.inputJson, ...why }));
  }
}
