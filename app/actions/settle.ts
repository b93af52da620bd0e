import type { Write } from '#app/ports';
import { keys } from '#app/store/keys';
import { type Action, isWatched } from '#core/action/action';
import { holderOf } from '#core/incident/holder-of';
import type { Turn } from '#core/incident/turn';
import { asJson } from '#core/json';

/**
 * What a turn changes in the rows of actions that it brings to an end: nobody looks at them any more, and one that is known to run no more gives
 * its target back. Whatever command says so, the rows change in its transaction.
 */
export function settledActions(before: readonly Action[], turn: Turn): Write[] {
  const past = new Map(before.map((a) => [a.key, a.state]));
  return (turn.state.actions ?? []).flatMap((action) => {
    const { key, target, state } = action;
    const was = past.get(key);
    if (was === state || isWatched(action)) return [];
    const row: Write = { update: keys.action(key), set: { state }, remove: ['duePk', 'dueAt'] };
    const hold: Write =
      state === 'unknown'
        ? {
            update: keys.target(target),
            set: { [key]: asJson(holderOf(turn.state, turn.context.pack, action)) },
            add: { n: 1 },
          }
        : { update: keys.target(target), remove: [key], add: { n: 1 } };
    return [row, hold];
  });
}
