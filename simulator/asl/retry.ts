import type { Retrier } from '#simulator/asl/definition';
import { StateFailure } from '#simulator/asl/failure';
import { leave, type Step, type Visit } from '#simulator/asl/visit';

const timeouts = ['States.Timeout', 'States.HeartbeatTimeout'];

/** Whether `ErrorEquals` names an error, by itself or by one of the wide names. */
export function matches(errorEquals: string[], error: string): boolean {
  if (error === 'States.Runtime') return false;
  if (errorEquals.includes(error)) return true;
  if (error === 'States.DataLimitExceeded') return false;
  if (errorEquals.includes('States.ALL')) return true;
  if (timeouts.includes(error)) return errorEquals.includes('States.Timeout');
  return errorEquals.includes('States.TaskFailed');
}

/** How long to wait before the next attempt, in milliseconds; `done` attempts at this retrier lie behind. */
export function delay(retrier: Retrier, done: number, random: () => number): number {
  const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Number.POSITIVE_INFINITY } = retrier;
  const seconds = Math.min(IntervalSeconds * BackoffRate ** done, MaxDelaySeconds);
  return Math.round(seconds * 1000 * (retrier.JitterStrategy === 'FULL' ? random() : 1));
}

/** Tries a state's work, again where its Retry says so, and leaves by Next or by the Catch that fits. */
export async function attempts(visit: Visit, work: (visit: Visit) => Promise<unknown>): Promise<Step> {
  const { state, run, scope } = visit;
  const done = new Map<Retrier, number>();
  for (;;) {
    try {
      const result = await work(visit);
      return await leave(visit, state, result, { result });
    } catch (failure) {
      if (!(failure instanceof StateFailure)) throw failure;
      const retrier = state.Retry?.find((r) => matches(r.ErrorEquals, failure.name));
      const tried = retrier === undefined ? 0 : (done.get(retrier) ?? 0);
      if (retrier !== undefined && tried < (retrier.MaxAttempts ?? 3)) {
        done.set(retrier, tried + 1);
        await scope.sleep(delay(retrier, tried, run.surroundings.random));
        visit.retries++;
        run.transition();
        continue;
      }
      const catcher = state.Catch?.find((c) => matches(c.ErrorEquals, failure.name));
      if (catcher === undefined) throw failure;
      return leave(visit, catcher, failure.output(), { errorOutput: failure.output() });
    }
  }
}
