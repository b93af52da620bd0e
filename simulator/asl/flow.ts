import { map, parallel } from '#simulator/asl/branches';
import type { State, StateType } from '#simulator/asl/definition';
import { StateFailure } from '#simulator/asl/failure';
import { attempts } from '#simulator/asl/retry';
import { task } from '#simulator/asl/task';
import { leave, type Passage, type Step, unfit, type Visit, valueOf, wholeNumber } from '#simulator/asl/visit';

/** RFC 3339 with its offset, as the service asks for it. */
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

async function wait(visit: Visit): Promise<Step> {
  const { state, scope } = visit;
  if (state.Timestamp === undefined) {
    await scope.sleep((await wholeNumber(visit, 'Seconds', state.Seconds)) * 1000);
  } else {
    const until = await valueOf(visit, 'Timestamp', state.Timestamp);
    if (typeof until !== 'string' || !moment.test(until))
      throw unfit(visit, 'Timestamp', 'an RFC 3339 timestamp', until);
    await scope.sleep(Date.parse(until) - scope.clock.ms());
  }
  return leave(visit, state, visit.input);
}

async function choice(visit: Visit): Promise<Step> {
  const { state, input } = visit;
  for (const [i, rule] of (state.Choices ?? []).entries()) {
    const field = `Choices[${i}]/Condition`;
    const holds = await valueOf(visit, field, rule.Condition);
    if (typeof holds !== 'boolean') throw unfit(visit, field, 'a boolean', holds);
    if (holds) return leave(visit, rule, input);
  }
  if (state.Default === undefined) {
    throw new StateFailure(
      'States.NoChoiceMatched',
      `No choice matched in the state '${visit.name}' and it has no Default.`,
    );
  }
  const { Assign, Output } = state;
  return leave(
    visit,
    { Next: state.Default, ...(Assign && { Assign }), ...(Output !== undefined && { Output }) },
    input,
  );
}

async function fail(visit: Visit): Promise<never> {
  const words = async (field: 'Error' | 'Cause') => {
    const value = visit.state[field] === undefined ? undefined : await valueOf(visit, field, visit.state[field]);
    if (value !== undefined && typeof value !== 'string') throw unfit(visit, field, 'a string', value);
    return value;
  };
  throw new StateFailure(await words('Error'), await words('Cause'));
}

const pass = (visit: Visit) => leave(visit, visit.state, visit.input);

const doing: Record<StateType, (visit: Visit) => Promise<Step>> = {
  Task: (visit) => attempts(visit, task),
  Parallel: (visit) => attempts(visit, parallel),
  Map: (visit) => attempts(visit, map),
  Choice: choice,
  Wait: wait,
  Pass: pass,
  Succeed: pass,
  Fail: fail,
};

/** The types that a stop can break off in the middle. */
const lasting: ReadonlySet<StateType> = new Set(['Task', 'Wait', 'Parallel', 'Map']);

async function stay(visit: Visit): Promise<Step> {
  const { state, name, scope, trail } = visit;
  const forget = lasting.has(state.Type)
    ? scope.onStop(() => trail.abort(`${state.Type}StateAborted`, { name }))
    : undefined;
  try {
    return await doing[state.Type](visit);
  } finally {
    forget?.();
  }
}

/** Goes from state to state until one ends the flow, and gives its output. */
export async function runFlow({ run, flow, input, variables, scope, trail, item }: Passage): Promise<unknown> {
  let name: string | undefined = flow.StartAt;
  let value = input;
  let visible = { ...variables };
  while (name !== undefined) {
    const state: State | undefined = flow.States[name];
    if (state === undefined) throw new StateFailure('States.Runtime', `There is no state ${name}`);
    run.transition();
    trail.add(`${state.Type}StateEntered`, { name, input: value });
    const step: Step = await stay({
      run,
      scope,
      trail,
      name,
      state,
      input: value,
      variables: visible,
      enteredAt: scope.clock.ms(),
      item,
      retries: 0,
      token: undefined,
    });
    const { assigned } = step;
    trail.add(`${state.Type}StateExited`, { name, output: step.output, assignedVariables: assigned });
    if (assigned !== undefined) visible = { ...visible, ...assigned };
    value = step.output;
    name = step.next;
  }
  return value;
}
