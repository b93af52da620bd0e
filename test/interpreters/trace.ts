import { isRecord } from '#core/json';
import type { MachineName } from '#core/machines';
import type { State } from '#simulator/asl/definition';
import { definitionOf } from '#simulator/machines';
import type { Ended, Ran, Seen } from './ran.ts';

/** What both interpreters must agree on about one execution: its end, and what each of its flows did in order. */
export interface Trace {
  end: Record<string, unknown>;
  /** By flow: `''` is the machine itself, `Act[0]` the first branch of its Parallel. */
  flows: Record<string, string[]>;
}

/** The flow that each state of a machine stands in. */
export function flowsOf(machine: MachineName): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (states: Record<string, State>, flow: string): void => {
    for (const [name, state] of Object.entries(states)) {
      found.set(name, flow);
      state.Branches?.forEach((branch, n) => walk(branch.States, `${name}[${n}]`));
    }
  };
  walk(definitionOf(machine).States as Record<string, State>, '');
  return found;
}

/** What depends on the moment, or on who runs it: a token, and what a description of a child has besides its outcome. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !/^(StartDate|StopDate|InputDetails|OutputDetails)$/.test(key))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, key === 'token' ? 'a token' : plain(inner)]),
  );
}

const written = (value: unknown): string => JSON.stringify(plain(value)) ?? 'nothing';

/** A cause without what only the service knows; the words for a failed expression are each interpreter's own. */
function causeOf(error: string | undefined, cause: string | undefined): string {
  if (error === 'States.QueryEvaluationError') return 'in its own words';
  if (cause === undefined || cause === '') return 'none';
  const bare = cause.replace(/ \(Service: AWSStepFunctions;.*$/, '');
  try {
    const parsed: unknown = JSON.parse(bare);
    // the description of a failed child: its input is text in one interpreter and a value in the other
    if (isRecord(parsed) && typeof parsed['Input'] === 'string')
      return written({ ...parsed, Input: JSON.parse(parsed['Input']) });
    return written(parsed);
  } catch {
    return bare;
  }
}

/** What an event says, or nothing where the interpreters are free. */
function said(event: Seen): string | undefined {
  const { type, name, error, cause } = event;
  if (/^\w+StateEntered$/.test(type)) return `enters ${name} with ${written(event.input)}`;
  if (/^\w+StateExited$/.test(type)) {
    const assigned = event.assignedVariables === undefined ? '' : `, assigns ${written(event.assignedVariables)}`;
    return `leaves ${name} with ${written(event.output)}${assigned}`;
  }
  switch (type) {
    case 'TaskScheduled':
      return `calls ${event.resource} for ${event.timeoutInSeconds} s with ${written(event.parameters)}`;
    case 'TaskSucceeded':
      return `gets ${written(event.output)}`;
    case 'TaskFailed':
    case 'TaskTimedOut':
      return `fails with ${error}, cause ${causeOf(error, cause)}`;
    default:
      return undefined;
  }
}

/** The state that an event belongs to: the last one entered on the way back. */
function stateOf(event: Seen, byId: ReadonlyMap<number, Seen>): string | undefined {
  for (let at: Seen | undefined = event; at !== undefined; at = byId.get(at.previousEventId)) {
    if (/^\w+StateEntered$/.test(at.type) || /^\w+StateExited$/.test(at.type)) return at.name;
  }
  return undefined;
}

/** The trace of an execution of a machine. */
export function traceOf(machine: MachineName, { events, status, output, error, cause }: Ended): Trace {
  const flows: Record<string, string[]> = {};
  const known = flowsOf(machine);
  const byId = new Map(events.map((event) => [event.id, event]));
  for (const event of events) {
    const text = said(event);
    const flow = known.get(stateOf(event, byId) ?? '');
    if (text === undefined || flow === undefined) continue;
    flows[flow] = [...(flows[flow] ?? []), text];
  }
  const end = status === 'SUCCEEDED' ? { output: plain(output) } : { error, cause: causeOf(error, cause) };
  return { end: { status, ...end }, flows };
}

/** The machine of an execution, by its name or as the path says. */
export const machineOf = (execution: string, own: MachineName): MachineName => {
  const phase = /^[\w-]+\.\d+\.([a-z-]+)\.\d+$/.exec(execution)?.[1];
  return phase === undefined ? own : (phase as MachineName);
};

/** The traces of all executions of a path, by their names. */
export const tracesOf = (own: MachineName, ran: Ran | undefined): Record<string, Trace> =>
  Object.fromEntries(
    Object.entries(ran?.executions ?? {}).map(([name, ended]) => [name, traceOf(machineOf(name, own), ended)]),
  );
