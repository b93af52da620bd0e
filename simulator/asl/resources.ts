import { type Refusal, StateFailure } from '#simulator/asl/failure';
import { overTheWire } from '#simulator/asl/payload';
import type { Answer } from '#simulator/asl/scope';
import type { Child, Visit } from '#simulator/asl/visit';

/** One attempt at a task. */
export interface Attempt extends Answer<unknown> {
  readonly visit: Visit;
  readonly args: Record<string, unknown>;
  /** The job is under way: its first answer, for the history. */
  submitted: (output: unknown) => void;
}

/** What a Task's Resource does. */
export interface Resource {
  resourceType: string;
  resource: string;
  takesToken: boolean;
  begin(attempt: Attempt): (() => void) | undefined;
}

function text(args: Record<string, unknown>, field: string): string {
  const value = args[field];
  if (typeof value !== 'string')
    throw new StateFailure('States.Runtime', `The field '${field}' in Arguments must be a STRING`);
  return value;
}

function lambdaFailure(thrown: unknown): StateFailure {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  // no stack: it names files of this machine, and the same seed must give the same text anywhere
  const cause = { errorType: error.name, errorMessage: error.message, trace: [`${error.name}: ${error.message}`] };
  return new StateFailure(error.name, JSON.stringify(cause));
}

/** The Lambda runs on as an activity of its own: nothing that ends the task ends it. */
function invoke({ visit, args, reject }: Attempt, then: (result: unknown) => void): undefined {
  const functionName = text(args, 'FunctionName');
  const payload = overTheWire(args['Payload'] ?? {});
  visit.scope.clock.work(async () => {
    try {
      const answer = overTheWire(await visit.run.invoke(functionName, payload));
      then({ ExecutedVersion: '$LATEST', Payload: answer, StatusCode: 200 });
    } catch (error) {
      reject(lambdaFailure(error));
    }
  });
  return undefined;
}

function start({ visit, args }: Attempt): { child: Child; started: unknown } {
  const name = args['Name'] === undefined ? undefined : text(args, 'Name');
  try {
    const child = visit.run.startChild(text(args, 'StateMachineArn'), name, args['Input'] ?? {});
    return { child, started: { ExecutionArn: child.executionArn, StartDate: child.startDate.toISOString() } };
  } catch (error) {
    if (error instanceof StateFailure) throw error;
    // in a machine the service's exceptions carry its name and the suffix
    const { name: refused, message } = error as Refusal;
    throw new StateFailure(`StepFunctions.${refused}Exception`, message);
  }
}

function startAndFollow(attempt: Attempt): () => void {
  const { child, started } = start(attempt);
  attempt.submitted(started);
  const forget = child.onEnd((end) => (end instanceof StateFailure ? attempt.reject(end) : attempt.resolve(end)));
  const spare = attempt.visit.scope.onStop(({ children }) => {
    if (children) child.stop();
  });
  return () => {
    forget();
    spare();
  };
}

const lambda = { resourceType: 'lambda' };
const states = { resourceType: 'states' };

/** The resources a Task may name. */
export const resources: Record<string, Resource> = {
  'arn:aws:states:::lambda:invoke': {
    ...lambda,
    resource: 'invoke',
    takesToken: false,
    begin: (attempt) => invoke(attempt, attempt.resolve),
  },
  'arn:aws:states:::lambda:invoke.waitForTaskToken': {
    ...lambda,
    resource: 'invoke.waitForTaskToken',
    takesToken: true,
    begin: (attempt) => invoke(attempt, attempt.submitted),
  },
  'arn:aws:states:::states:startExecution': {
    ...states,
    resource: 'startExecution',
    takesToken: false,
    begin(attempt) {
      attempt.resolve(start(attempt).started);
      return undefined;
    },
  },
  'arn:aws:states:::states:startExecution.sync:2': {
    ...states,
    resource: 'startExecution.sync:2',
    takesToken: false,
    begin: startAndFollow,
  },
  'arn:aws:states:::states:startExecution.waitForTaskToken': {
    ...states,
    resource: 'startExecution.waitForTaskToken',
    takesToken: true,
    begin(attempt) {
      attempt.submitted(start(attempt).started);
      return undefined;
    },
  },
};
