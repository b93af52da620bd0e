import { parentPort } from 'node:worker_threads';
import type { Death } from '../faults/kills/kill-at.ts';
import { calm, wrongIn } from '../faults/kills/kills.ts';
import { live } from '../faults/kills/life.ts';

/** What came of one death. */
export interface Died {
  /** The worker never came so far: it had passed whole. */
  whole: boolean;
  wrong: string[];
}

async function die(death: Death): Promise<Died> {
  const life = await live(death);
  return { whole: life.struck === undefined, wrong: wrongIn(death, life, await calm()) };
}

parentPort?.on('message', (death: Death) => {
  void die(death).then((died) => parentPort?.postMessage(died));
});
