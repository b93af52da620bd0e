import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type FaultKind, faultKinds } from '#simulator/faults/plan';
import type { Job, Life } from './life-worker.ts';

/** How many seeds are run, how many of them twice, and how many again without each kind of fault. */
export interface Amount {
  seeds: number;
  twice: number;
  without: number;
}
/** What all seeds came to. */
export interface Lives {
  amount: Amount;
  seconds: number;
  incidents: number;
  events: number;
  faults: number;
  struck: Map<FaultKind, number>;
  /** Of how many plans a kind was left out, and how many traces that changed. */
  tried: Map<FaultKind, number>;
  changed: Map<FaultKind, number>;
  violations: string[];
  /** Seeds whose second run had another trace. */
  differing: number[];
}

const add = (counts: Map<FaultKind, number>, kind: FaultKind, by = 1) => counts.set(kind, (counts.get(kind) ?? 0) + by);

/** Runs random lives, a worker for each processor; every seed from 1 on. */
export async function runLives(amount: Amount, say: (line: string) => void): Promise<Lives> {
  const all: Lives = {
    amount,
    seconds: 0,
    incidents: 0,
    events: 0,
    faults: 0,
    struck: new Map(),
    tried: new Map(),
    changed: new Map(),
    violations: [],
    differing: [],
  };
  const began = performance.now();
  let next = 1;
  let done = 0;
  const took = (life: Life): void => {
    all.incidents += life.incidents;
    all.events += life.events;
    all.faults += life.faults;
    for (const [kind, times] of life.struck) add(all.struck, kind, times);
    for (const kind of life.tried) add(all.tried, kind);
    for (const kind of life.changed) add(all.changed, kind);
    if (life.violation !== undefined) all.violations.push(`seed ${life.seed}: ${life.violation}`);
    if (life.violation !== undefined) say(`seed ${life.seed}: ${life.violation}`);
    if (life.differs) all.differing.push(life.seed);
    done += 1;
    if (done % 100 === 0) say(`${done} of ${amount.seeds} seeds, ${Math.round((performance.now() - began) / 1000)} s`);
  };
  const worker = async (): Promise<void> => {
    const thread = new Worker(new URL('life-worker.ts', import.meta.url));
    try {
      for (let seed = next++; seed <= amount.seeds; seed = next++) {
        const job: Job = { seed, twice: seed <= amount.twice, without: seed <= amount.without };
        thread.postMessage(job);
        const [life] = (await once(thread, 'message')) as [Life];
        took(life);
      }
    } finally {
      await thread.terminate();
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  all.seconds = (performance.now() - began) / 1000;
  return all;
}

/** What must hold of all of them beside that no invariant broke; one line each. */
export function judged({ amount, incidents, events, faults, violations, differing, changed, tried }: Lives): string[] {
  const { seeds, without } = amount;
  const never = faultKinds.filter((kind) => (tried.get(kind) ?? 0) > 0 && (changed.get(kind) ?? 0) === 0);
  return [
    ...violations,
    ...differing.map((seed) => `seed ${seed} has another trace when it is run again`),
    ...(incidents / seeds < 3 ? ['fewer than 3 incidents a seed'] : []),
    ...(faults / seeds < 3 ? ['fewer than 3 faults a seed'] : []),
    ...(events / seeds < 200 ? ['fewer than 200 events a seed'] : []),
    ...(without < 100 ? [] : never.map((kind) => `no trace was changed by ${kind}`)),
  ];
}
