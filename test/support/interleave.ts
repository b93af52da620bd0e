import { setImmediate as turn } from 'node:timers/promises';
import { seeded } from '#adapters/memory/random';
import type { Table, Write } from '#app/ports';

/** A table whose every call waits until it is let through, and which remembers what was committed, in order. */
export interface Gated {
  table: Table;
  committed: Write[][];
}

type Check<G> = (seen: {
  committed: Write[][];
  table: Table;
  order: G;
  results: PromiseSettledResult<unknown>[];
}) => Promise<void>;

/**
 * Runs work beside each other in every order in which their calls of the table can follow one another, each time on a fresh ground.
 * `check` sees what one order led to. Returns how many orders there were; `limit` guards against a space too large to walk. With `coarse`
 * the calls that a piece makes at one moment are one step, and what only settles is none: three pieces are too many to walk otherwise.
 */
export async function everyOrder<G>(
  ground: () => Table,
  work: (table: Table, order: G) => (() => Promise<unknown>)[],
  fresh: () => G,
  check: Check<G>,
  { limit = 20_000, coarse = false }: { limit?: number; coarse?: boolean } = {},
): Promise<number> {
  let prefix: number[] = [];
  for (let orders = 0; ; orders += 1) {
    if (orders >= limit) throw new Error(`more than ${limit} orders`);
    const walk = await once(ground(), work, fresh(), (step, of) => Math.min(prefix[step] ?? 0, of - 1), coarse);
    await check(walk);
    const taken = walk.taken;
    let last = taken.length - 1;
    while (last >= 0 && (taken[last]?.chosen ?? 0) + 1 >= (taken[last]?.of ?? 0)) last -= 1;
    if (last < 0) return orders + 1;
    prefix = [...taken.slice(0, last).map((t) => t.chosen), (taken[last]?.chosen ?? 0) + 1];
  }
}

/** As `everyOrder`, for as many orders as are asked for, drawn by a seed: where there are too many to walk them all. */
export async function someOrders<G>(
  ground: () => Table,
  work: (table: Table, order: G) => (() => Promise<unknown>)[],
  fresh: () => G,
  check: Check<G>,
  { orders, seed }: { orders: number; seed: number },
): Promise<void> {
  const random = seeded(seed);
  for (let n = 0; n < orders; n += 1)
    await check(await once(ground(), work, fresh(), (_, of) => Math.floor(random() * of), false));
}

async function once<G>(
  base: Table,
  work: (table: Table, order: G) => (() => Promise<unknown>)[],
  order: G,
  choose: (step: number, of: number) => number,
  coarse: boolean,
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
      count: (...args) => through(() => base.count(...args)),
      index: (...args) => through(() => base.index(...args)),
      write: (writes) => {
        const write = async () => {
          await base.write(writes);
          committed.push(writes);
        };
        const settles = writes.some((w) => 'update' in w && w.set?.['settled'] !== undefined);
        return coarse && settles ? write() : through(write);
      },
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
    const chosen = choose(taken.length, whos.length);
    taken.push({ chosen, of: whos.length });
    const next = waiting.filter((w) => w.who === whos[chosen]).slice(0, coarse ? undefined : 1);
    for (const w of next) {
      waiting.splice(waiting.indexOf(w), 1);
      w.go();
    }
  }
  return { committed, taken, table: base, order, results: await all };
}
