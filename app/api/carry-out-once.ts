import type { Write } from '#app/ports';
import { answer, type Kept, type Once } from './idempotency.ts';

/** Answers what was answered before, also where the same request was carried out beside this one; else carries it out. */
export async function carryOutOnce(
  once: Once,
  carryOut: (keep: (answer: Kept) => Write[]) => Promise<void>,
): Promise<Response> {
  const before = await once.before();
  if (before !== undefined) return before;
  let mine: Kept | undefined;
  try {
    await carryOut((kept) => {
      mine = kept;
      return once.keep(kept);
    });
  } catch (error) {
    const beside = await once.before();
    if (beside !== undefined) return beside;
    throw error;
  }
  const first = await once.before();
  if (first !== undefined) return first;
  if (mine === undefined) throw new Error(`${once.commandId} left no answer`);
  return answer(mine);
}
