import { StateFailure } from '#simulator/asl/failure';
import { limit } from '#simulator/asl/payload';
import { type Resource, resources } from '#simulator/asl/resources';
import type { Answer } from '#simulator/asl/scope';
import { unfit, type Visit, valueOf, wholeNumber } from '#simulator/asl/visit';

/** Rejects when `seconds` pass; `again` starts the count anew, as a heartbeat does. */
function deadline(visit: Visit, { reject }: Answer<unknown>, seconds: number | undefined, error: string) {
  const { clock } = visit.scope;
  if (seconds === undefined) return { again: () => {}, cancel: () => {} };
  // the service gives no cause
  const ring = () => reject(new StateFailure(error, undefined));
  const set = () => clock.ring(clock.ms() + seconds * 1000, ring);
  let cancel = set();
  return {
    again() {
      cancel();
      cancel = set();
    },
    cancel: () => cancel(),
  };
}

/** Begins the job and waits for the first of: its answer, its token's, a timeout. */
function firstAnswer(visit: Visit, { resource, args, timeout, heartbeat }: Call): Promise<unknown> {
  return visit.scope.wait<unknown>((answer) => {
    let open = true;
    const whole = deadline(visit, answer, timeout, 'States.Timeout');
    const beat = deadline(visit, answer, heartbeat, 'States.HeartbeatTimeout');
    const { token } = visit;
    const close =
      token === undefined
        ? undefined
        : visit.run.tokens.open(token, { succeed: answer.resolve, fail: answer.reject, beat: beat.again });
    const submitted = (output: unknown) => {
      if (!open || visit.scope.stopped) return;
      try {
        visit.trail.add('TaskSubmitted', { ...named(resource), output });
      } catch (error) {
        answer.reject(error);
      }
    };
    const undo = resource.begin({ visit, args, submitted, ...answer });
    return () => {
      open = false;
      whole.cancel();
      beat.cancel();
      close?.();
      undo?.();
    };
  });
}

interface Call {
  resource: Resource;
  args: Record<string, unknown>;
  timeout: number | undefined;
  heartbeat: number | undefined;
}

const named = ({ resourceType, resource }: Resource) => ({ resourceType, resource });

/** One attempt at a Task: its arguments, its call, its result. */
export async function task(visit: Visit): Promise<unknown> {
  const { state, trail, run } = visit;
  const resource = resources[state.Resource ?? ''];
  if (resource === undefined) throw new StateFailure('States.Runtime', `${state.Resource} is not supported`);
  visit.token = resource.takesToken ? run.tokens.issue(run.surroundings.random) : undefined;
  const args = await valueOf(visit, 'Arguments', state.Arguments ?? {});
  if (typeof args !== 'object' || args === null) throw unfit(visit, 'Arguments', 'an object', args);
  limit(args, `What the state '${visit.name}' passes to its task`);
  const seconds = async (field: 'TimeoutSeconds' | 'HeartbeatSeconds') =>
    state[field] === undefined ? undefined : wholeNumber(visit, field, state[field]);
  const timeout = await seconds('TimeoutSeconds');
  const heartbeat = await seconds('HeartbeatSeconds');
  trail.add('TaskScheduled', {
    ...named(resource),
    parameters: args,
    timeoutInSeconds: timeout,
    heartbeatInSeconds: heartbeat,
  });
  trail.add('TaskStarted', named(resource));
  try {
    const output = await firstAnswer(visit, { resource, args: args as Record<string, unknown>, timeout, heartbeat });
    limit(output, `The result of the task in the state '${visit.name}'`);
    trail.add('TaskSucceeded', { ...named(resource), output });
    return output;
  } catch (failure) {
    if (!(failure instanceof StateFailure)) throw failure;
    const late = failure.code === 'States.Timeout' || failure.code === 'States.HeartbeatTimeout';
    trail.add(late ? 'TaskTimedOut' : 'TaskFailed', { ...named(resource), ...failure.details() });
    throw failure;
  }
}
