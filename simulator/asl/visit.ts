import type { Flow, State, WayOut } from '#simulator/asl/definition';
import { type Bindings, evaluate, straight } from '#simulator/asl/expressions';
import { StateFailure } from '#simulator/asl/failure';
import type { Surroundings } from '#simulator/asl/functions';
import type { Trail } from '#simulator/asl/history';
import { limit } from '#simulator/asl/payload';
import type { Scope } from '#simulator/asl/scope';
import type { Tokens } from '#simulator/asl/tokens';

/** An execution as its parent sees it. */
export interface Child {
  readonly executionArn: string;
  readonly startDate: Date;
  /** Calls back once it has ended, with what `.sync:2` gives or, as a StateFailure, fails with. */
  onEnd(told: (end: unknown) => void): () => void;
  stop(): void;
}

/** What an execution lends to its states. */
export interface Run {
  readonly surroundings: Surroundings;
  readonly tokens: Tokens;
  invoke(functionArn: string, payload: unknown): Promise<unknown>;
  /** Starts a machine as a child; throws a Refusal. */
  startChild(machineArn: string, name: string | undefined, input: unknown): Child;
  /** Goes from state to state until one ends the flow, and gives its output. */
  through(passage: Passage): Promise<unknown>;
  /** The parts of `$states.context` that stay the same: Execution and StateMachine. */
  readonly context: Bindings;
  /** Counts a transition as it is billed. */
  transition(): void;
}

/** One way through a flow. */
export interface Passage {
  run: Run;
  flow: Flow;
  input: unknown;
  /** Those of the outer scope: they can be read here and not be assigned, so a copy will do. */
  variables: Bindings;
  scope: Scope;
  trail: Trail;
  item: Bindings | undefined;
}

/** Where a state has led: the output and what to bind for the next one, if there is one. */
export interface Step {
  output: unknown;
  /** None rather than empty. */
  assigned: Bindings | undefined;
  next: string | undefined;
}

/** One stay in one state. */
export interface Visit {
  readonly run: Run;
  readonly scope: Scope;
  readonly trail: Trail;
  readonly name: string;
  readonly state: State;
  readonly input: unknown;
  readonly variables: Bindings;
  /** In milliseconds since 1970. */
  readonly enteredAt: number;
  readonly item: Bindings | undefined;
  retries: number;
  token: string | undefined;
}

/** What `$states` shows besides the input, by the point that has been reached. */
export interface Reached {
  result?: unknown;
  errorOutput?: unknown;
  item?: Bindings;
}

const contextOf = ({ run, name, enteredAt, retries, token }: Visit, map: Bindings | undefined): Bindings => ({
  ...run.context,
  State: { Name: name, EnteredTime: new Date(enteredAt).toISOString(), RetryCount: retries },
  ...(token === undefined ? {} : { Task: { Token: token } }),
  ...(map === undefined ? {} : { Map: { Item: map } }),
});

/** Evaluates a field of a state; what goes wrong in it is noted in the history. */
export async function valueOf(
  visit: Visit,
  field: string,
  template: unknown,
  { item, ...reached }: Reached = {},
): Promise<unknown> {
  const { variables, input } = visit;
  // most of what a machine says reads no context, and needs none to be made
  const value = straight(template, { ...variables, states: { input, ...reached } });
  // at the same turn as what JSONata works out: what happens at one instant keeps its order
  if (value !== undefined) return await Promise.resolve(value);
  try {
    const states = { input, context: contextOf(visit, item ?? visit.item), ...reached };
    return await evaluate(template, { ...variables, states }, visit.run.surroundings);
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    const failure = new StateFailure(
      error.code,
      `An error occurred in the state '${visit.name}' at ${field}: ${error.reason}`,
    );
    visit.trail.add('EvaluationFailed', { state: visit.name, ...failure.details() });
    throw failure;
  }
}

/** A failure for a value of the wrong kind, as if its expression had failed. */
export function unfit(visit: Visit, field: string, expected: string, value: unknown): StateFailure {
  const reason = `An error occurred in the state '${visit.name}' at ${field}: expected ${expected}, but was ${JSON.stringify(value)}.`;
  const failure = new StateFailure('States.QueryEvaluationError', reason);
  visit.trail.add('EvaluationFailed', { state: visit.name, ...failure.details() });
  return failure;
}

/** A number that stands in a field as it is or as an expression. */
export async function wholeNumber(visit: Visit, field: string, template: unknown): Promise<number> {
  const value = await valueOf(visit, field, template);
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
    throw unfit(visit, field, 'a whole number', value);
  return value;
}

/** Leaves a state by one of its ways: Assign and Output both still see the old variables. */
export async function leave(visit: Visit, way: WayOut, output: unknown, reached: Reached = {}): Promise<Step> {
  const assigned = way.Assign === undefined ? {} : ((await valueOf(visit, 'Assign', way.Assign, reached)) as Bindings);
  const shaped = way.Output === undefined ? output : await valueOf(visit, 'Output', way.Output, reached);
  limit(assigned, `What the state '${visit.name}' assigns`);
  limit(shaped, `The output of the state '${visit.name}'`);
  return { output: shaped, assigned: Object.keys(assigned).length === 0 ? undefined : assigned, next: way.Next };
}
