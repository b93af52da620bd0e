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

/** A call that waits to be let through: whose it is, and what it reads or writes. */
interface Waiting {
  who: number;
  go: () => void;
  writes: boolean;
  /** The partitions that it touches; an index is read over all of them. */
  partitions: string[] | undefined;
}
/** What was chosen at one step: the place among those that could go, and what each of those would have done. */
interface Step {
  chosen: number;
  able: { who: number; calls: Waiting[] }[];
}

const partitionOf = (write: Write): string =>
  ('put' in write ? write.put : 'update' in write ? write.update : 'check' in write ? write.check : write.delete).pk;

/** Whether two calls lead to the same whichever goes first: two that read, or one that writes elsewhere than the other reads. Two that write never do, because a check looks at what was committed first. */
const commute = (a: Waiting, b: Waiting) =>
  !(a.writes && b.writes) &&
  (a.writes === b.writes ||
    (a.partitions !== undefined && b.partitions !== undefined && !a.partitions.some((p) => b.partitions?.includes(p))));

/**
 * Runs work beside each other in every order in which their calls of the table can follow one another, each time on a fresh ground.
 * Of orders that differ only in calls which commute, one is walked ("sleep sets", Godefroid 1996): a call that was tried first at one
 * step sleeps in the others until something goes with which it does not commute.
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
  let path: { asleep: Set<number>; chosen: number }[] = [];
  for (let orders = 0; ; ) {
    const asleep: Set<number>[] = [];
    const choose = (step: number, able: Step['able'], before: Step | undefined) => {
      const planned = path[step];
      asleep[step] = planned?.asleep ?? stillAsleep(asleep[step - 1], before);
      if (planned) return planned.chosen;
      // where all that could go are asleep, this order is one that was walked
      return able.findIndex(({ who }) => !asleep[step]?.has(who));
    };
    const walk = await once(ground(), work, fresh(), choose, coarse);
    if (walk.results) {
      orders += 1;
      if (orders > limit) throw new Error(`more than ${limit} orders`);
      await check({ ...walk, results: walk.results });
    }
    const next = nextPath(walk.taken, asleep);
    if (!next) return orders;
    path = next;
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
  for (let n = 0; n < orders; n += 1) {
    const walk = await once(ground(), work, fresh(), (_, able) => Math.floor(random() * able.length), false);
    await check({ ...walk, results: walk.results ?? [] });
  }
}

/** The calls that may sleep at a step: those that slept at the one before and commute with what went there. */
function stillAsleep(asleep: Set<number> | undefined, before: Step | undefined): Set<number> {
  const went = before?.able[before.chosen]?.calls ?? [];
  const calls = (who: number) => before?.able.find((a) => a.who === who)?.calls ?? [];
  return new Set([...(asleep ?? [])].filter((who) => calls(who).every((a) => went.every((b) => commute(a, b)))));
}

/** The next order to walk: the last step at which something that is awake was not tried yet, and what was tried there sleeps. */
function nextPath(taken: Step[], asleep: Set<number>[]) {
  for (let last = taken.length - 1; last >= 0; last -= 1) {
    const { able, chosen } = taken[last] ?? { able: [], chosen: 0 };
    const tried = new Set([...(asleep[last] ?? []), able[chosen]?.who ?? -1]);
    const next = able.findIndex(({ who }) => !tried.has(who));
    if (next >= 0)
      return [
        ...taken.slice(0, last).map((step, i) => ({ asleep: asleep[i] ?? new Set<number>(), chosen: step.chosen })),
        { asleep: tried, chosen: next },
      ];
  }
  return undefined;
}

/** One order; without results where `choose` answers -1: whatever follows was walked in another. */
async function once<G>(
  base: Table,
  work: (table: Table, order: G) => (() => Promise<unknown>)[],
  order: G,
  choose: (step: number, able: Step['able'], before: Step | undefined) => number,
  coarse: boolean,
) {
  const committed: Write[][] = [];
  const taken: Step[] = [];
  const waiting: Waiting[] = [];
  const pieces: Promise<unknown>[] = [];
  let live = 0;
  const gated = (who: number): Table => {
    const through = <T>(call: () => Promise<T>, partitions?: string[], writes = false): Promise<T> =>
      // a step of several calls is not taken apart, and commutes with none
      new Promise<void>((go) => waiting.push({ who, go, writes: writes || coarse, partitions })).then(call);
    return {
      get: (key) => through(() => base.get(key), [key.pk]),
      getAll: (all) =>
        through(
          () => base.getAll(all),
          all.map(({ pk }) => pk),
        ),
      query: (...args) => through(() => base.query(...args), [args[0]]),
      count: (...args) => through(() => base.count(...args), [args[0].pk], true),
      index: (...args) => through(() => base.index(...args)),
      write: (writes) => {
        const write = async () => {
          await base.write(writes);
          committed.push(writes);
        };
        const settles = writes.some((w) => 'update' in w && w.set?.['settled'] !== undefined);
        return coarse && settles ? write() : through(write, writes.map(partitionOf), true);
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
    const able = whos.map((who) => ({
      who,
      calls: waiting.filter((w) => w.who === who).slice(0, coarse ? undefined : 1),
    }));
    const chosen = choose(taken.length, able, taken.at(-1));
    const next = able[chosen];
    if (!next) return { committed, taken, table: base, order, results: undefined };
    taken.push({ chosen, able });
    for (const w of next.calls) {
      waiting.splice(waiting.indexOf(w), 1);
      w.go();
    }
  }
  return { committed, taken, table: base, order, results: await all };
}
