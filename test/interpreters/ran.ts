import { textOf } from '#core/json';
import { executionName } from '#core/machines';
import type { Path } from './paths.ts';

/** One line of a history, as both interpreters give it; values, not their text. */
export interface Seen {
  id: number;
  previousEventId: number;
  type: string;
  name?: string | undefined;
  input?: unknown;
  output?: unknown;
  error?: string | undefined;
  cause?: string | undefined;
  resource?: string | undefined;
  parameters?: unknown;
  timeoutInSeconds?: number | undefined;
  assignedVariables?: Record<string, unknown> | undefined;
}

/** How an execution went and ended. */
export interface Ended {
  status: string;
  output?: unknown;
  error?: string | undefined;
  cause?: string | undefined;
  events: Seen[];
}

/** A path taken: its executions (the machine's own and its children's) by name, and what nobody asked for. */
export interface Ran {
  executions: Record<string, Ended>;
  left: Record<string, number>;
}

/** A name of its own for each path's execution; its children's begin with the incident and run, as in a deployment. */
export const executionOf = ({ machine, input }: Path, n: number): string =>
  machine === 'lifecycle' ? executionName(textOf(input['incidentId']), Number(input['run'])) : `path-${n}`;
