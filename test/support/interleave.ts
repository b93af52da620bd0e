import { setImmediate as turn } from 'node:timers/promises';
import type { Table, Write } from '#core/ports';

/** A table whose every call waits until it is let through, and which remembers what was committed, in order. */
export interface Gated {
  table: Table;
  committed: Write[][];
}

/**
 * Runs work beside each other in every order in which their calls of the table can follow one another, each time on a fresh ground.
 * `check` sees what one order led to. Returns how many orders there were; `limit` guards against a space too large to walk.
 */
export async function everyOrder<G>(
  ground: () => Table,
  work: (table: Table, order: G) => (() => Promise<unknown>)[],
  fresh: () => G,
  check: (seen: { committed: Write[][]; table: Table; order: G; results: PromiseSettledResult<unknown>[] }) => Promise<void>,
  limit = 20_000,
): Promise<number> {
  let prefix: number[] = [];
  for (let orders = 0; ; orders += 1) {
    if (orders >= limit) throw new Error(`more than ${limit} orders`);
    const walk = await once(ground(), work, fresh(), prefix);
    await check(walk);
    const taken = walk.taken;
    let last = taken.length - 1;
    while (last >= 0 && (taken[last]?.chosen ?? 0) + 1 >= (taken[last]?.of ?? 0)) last -= 1;
    if (last < 0) return orders + 1;
    prefix = [...taken.slice(0, last).map((t) => t.chosen), (taken[last]?.chosen ?? 0) + 1];
  }
}

async function once<G>(
  base: Table,
  work: (table: Table, order: G) => (() => Promise<unknown>)[],
  order: G,
  prefix: number[],
) {
  const committed: Write[][] = [];
  const taken: { chosen: number; of: number }[] = [];
  const waiting: { who: number; go: () => void }[] = [];
  const pieces: Promise<unknown>[] = [];
  let live = 0;
  const gated = (who: number): Table => {
    const through = <T>(call: () => Promise<T>): Promise<T> =>
      new Promise<void>((go) => waiting.push({ who, go })).then(call);
    return {
      get: (key) => through(() => base.get(key)),
      query: (...args) => through(() => base.query(...args)),
      index: (...args) => through(() => base.index(...args)),
      write: (writes) =>
        through(async () => {
          await base.write(writes);
          committed.push(writes);
        }),
    };
  };
  // each piece of work has its own gate, so that its place in the order is known
  const count = work(base, order).length;
  for (let who = 0; who < count; who += 1) {
    const piece = work(gated(who), order)[who];
    live += 1;
    pieces.push(
      (piece === undefined ? Promise.resolve() : piece()).finally(() => {
        live -= 1;
      }),
    );
  }
  const all = Promise.allSettled(pieces);
  while (live > 0) {
    await turn();
    if (waiting.length === 0) continue;
    // calls that one piece makes at the same moment go in the order in which it made them
    const whos = [...new Set(waiting.map((w) => w.who))].sort((a, b) => a - b);
    const chosen = Math.min(prefix[taken.length] ?? 0, whos.length - 1);
    taken.push({ chosen, of: whos.length });
    const at = waiting.findIndex((w) => w.who === whos[chosen]);
    waiting.splice(at, 1)[0]?.go();
  }
  return { committed, taken, table: base, order, results: await all };
}
