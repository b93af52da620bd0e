import { StateFailure, Stopped } from '#simulator/asl/failure';
import type { Trail } from '#simulator/asl/history';
import { Scope } from '#simulator/asl/scope';
import { unfit, type Visit, valueOf, wholeNumber } from '#simulator/asl/visit';

/** The most iterations of an inline Map that run at once. */
const mapConcurrency = 40;

/** Runs `count` branches, so many at once, and gives their outputs in order; the first to fail stops the others. */
async function together(
  visit: Visit,
  count: number,
  atOnce: number,
  branch: (index: number, scope: Scope, trail: Trail) => Promise<unknown>,
): Promise<unknown[]> {
  const { trail, state } = visit;
  const inner = new Scope(visit.scope.clock, visit.scope);
  const outputs: unknown[] = [];
  let begun = 0;
  let left = count;
  try {
    return await visit.scope.wait<unknown[]>(({ resolve, reject }) => {
      const next = () => {
        const index = begun++;
        inner.clock.run(async () => {
          try {
            outputs[index] = await branch(index, inner, trail.fork(inner));
            if (--left === 0) resolve(outputs);
            else if (begun < count) next();
          } catch (error) {
            if (error instanceof Stopped) return;
            inner.stop({ children: true });
            reject(error);
          }
        });
      };
      if (count === 0) resolve([]);
      while (begun < Math.min(count, atOnce)) next();
      return undefined;
    });
  } catch (error) {
    if (error instanceof StateFailure) trail.add(`${state.Type}StateFailed`, error.details());
    throw error;
  } finally {
    inner.close();
  }
}

/** A Parallel: every branch with the same input. */
export async function parallel(visit: Visit): Promise<unknown> {
  const { state, run, trail, variables } = visit;
  const input = state.Arguments === undefined ? visit.input : await valueOf(visit, 'Arguments', state.Arguments);
  const branches = state.Branches ?? [];
  trail.add('ParallelStateStarted');
  const outputs = await together(visit, branches.length, branches.length, async (index, scope, branchTrail) => {
    const flow = branches[index];
    return flow && run.through({ run, flow, input, variables, scope, trail: branchTrail, item: visit.item });
  });
  trail.add('ParallelStateSucceeded');
  return outputs;
}

/** A Map: its ItemProcessor on each item. */
export async function map(visit: Visit): Promise<unknown> {
  const { state, run, trail, variables, name } = visit;
  const items = state.Items === undefined ? visit.input : await valueOf(visit, 'Items', state.Items);
  if (!Array.isArray(items)) throw unfit(visit, 'Items', 'an array', items);
  const most =
    state.MaxConcurrency === undefined ? 0 : await wholeNumber(visit, 'MaxConcurrency', state.MaxConcurrency);
  trail.add('MapStateStarted', { length: items.length });
  const outputs = await together(
    visit,
    items.length,
    most === 0 ? mapConcurrency : most,
    async (index, scope, branchTrail) => {
      const item = { Index: index, Value: items[index] };
      const within = { ...visit, trail: branchTrail };
      const input =
        state.ItemSelector === undefined
          ? items[index]
          : await valueOf(within, 'ItemSelector', state.ItemSelector, { item });
      const iteration = { name, index };
      branchTrail.add('MapIterationStarted', iteration);
      const forget = scope.onStop(() => branchTrail.abort('MapIterationAborted', iteration));
      try {
        const flow = state.ItemProcessor;
        const output = flow && (await run.through({ run, flow, input, variables, scope, trail: branchTrail, item }));
        branchTrail.add('MapIterationSucceeded', iteration);
        return output;
      } catch (error) {
        if (error instanceof StateFailure) branchTrail.add('MapIterationFailed', iteration);
        throw error;
      } finally {
        forget();
      }
    },
  );
  trail.add('MapStateSucceeded');
  return outputs;
}
