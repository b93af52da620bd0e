import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Death } from '../faults/kills/kill-at.ts';
import { workers } from '../faults/kills/kills.ts';
import type { Died } from './kill-worker.ts';

/** How often each worker was killed, and what was wrong afterwards. */
export interface Kills {
  seconds: number;
  kills: Map<string, number>;
  wrong: string[];
}

/** The deaths of a worker, one after the other: before its first call, and after each, until it passes whole. */
function* deathsOf(worker: string, isWhole: () => boolean): Generator<Death> {
  yield { worker, call: 1, moment: 'before' };
  for (let call = 1; !isWhole(); call += 1) yield { worker, call, moment: 'after' };
}

/** Kills every worker at every call, a thread for each processor. */
export async function killAll(only: string, say: (line: string) => void): Promise<Kills> {
  const all: Kills = { seconds: 0, kills: new Map(), wrong: [] };
  const began = performance.now();
  const whole = new Set<string>();
  function* everyDeath(): Generator<Death> {
    for (const worker of workers.filter((name) => name.includes(only))) {
      yield* deathsOf(worker, () => whole.has(worker));
      say(`${worker}: killed at each of its calls, ${Math.round((performance.now() - began) / 1000)} s`);
    }
  }
  const deaths = everyDeath();
  const thread = async (): Promise<void> => {
    const one = new Worker(new URL('kill-worker.ts', import.meta.url));
    try {
      for (const death of deaths) {
        one.postMessage(death);
        const [died] = (await once(one, 'message')) as [Died];
        if (died.whole) whole.add(death.worker);
        else all.kills.set(death.worker, (all.kills.get(death.worker) ?? 0) + 1);
        for (const what of died.wrong) say(what);
        all.wrong.push(...died.wrong);
      }
    } finally {
      await one.terminate();
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, thread));
  all.seconds = (performance.now() - began) / 1000;
  all.wrong.push(...workers.filter((w) => w.includes(only) && !all.kills.has(w)).map((w) => `${w} was never killed`));
  return all;
}

/** The words of the page of figures. */
export function inTable({ kills, seconds, wrong }: Kills): string {
  const sum = [...kills.values()].reduce((a, b) => a + b, 0);
  return `One life of three incidents in which every worker takes part. Each worker dies before its first call of a port, or right after its 1st, 2nd, … call has had its effect, until a life passes whole: ${sum} deaths of ${kills.size} workers in as many lives; after ${wrong.length} of them something was lost, or came twice unlabelled. ${Math.round(seconds)} s.

| worker | kills |
| --- | ---: |
${[...kills].map(([worker, n]) => `| ${worker} | ${n} |`).join('\n')}`;
}
