import { planOf } from '#simulator/faults/plan';
import { type Deployment, type Ran, run } from '#simulator/faults/run';
import { changed, tracktion } from '#test/story';

/** Tracktion; with a watch after the end; and one whose recoveries end what nobody has acknowledged. */
const packs = [
  tracktion.pack,
  changed((pack) => {
    pack.playbook.closure.watch = { P1: '20m', P2: '20m' };
  }, 'watched'),
  changed((pack) => {
    pack.playbook.detection.recovery = { does: 'resolve' };
  }, 'resolving'),
];

/** What a seed runs on: which of the releases is there first follows from it. */
export function deploymentOf(seed: number): Deployment {
  const [first, ...others] = [...packs.slice(seed % packs.length), ...packs.slice(0, seed % packs.length)];
  return { people: tracktion.people, packs: [first ?? tracktion.pack, ...others] };
}

export const runSeed = (seed: number): Promise<Ran> => run(planOf(seed), deploymentOf(seed));
