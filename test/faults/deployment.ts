import type { Pack } from '#core/playbook/pack';
import { planOf } from '#simulator/faults/plan';
import { type Deployment, type Ran, run } from '#simulator/faults/run';
import { changed, tracktion } from '#test/story';

/** Action items are reminded of on the day that they are due, while things go wrong. */
const reminding = (pack: Pack): void => {
  pack.playbook.items.reminders = { at: '14:30', businessDay: false, before: ['0d'] };
};

/** Tracktion; with a watch after the end, tasks that hold it and facts that are asked for; and one whose recoveries end what nobody has acknowledged. */
const packs = [
  changed(reminding, 'reminding'),
  changed((pack) => {
    reminding(pack);
    pack.playbook.watch = { P1: '20m', P2: '20m' };
    pack.playbook.closure = [
      { id: 'word', if: { severity: 'P1' }, do: { task: 'IC', text: 'A customer confirms', blocks: 'resolved' } },
      { id: 'told', on: 'resolved', do: { task: 'IC', text: 'All are told', within: '5m', blocks: 'closed' } },
      { id: 'loss', do: { ask: ['CL', 'IC'], facts: ['revenue-loss'], within: '10m' } },
    ];
  }, 'watched'),
  changed((pack) => {
    reminding(pack);
    pack.playbook.detection.recovery = { does: 'resolve' };
  }, 'resolving'),
];

/** What a seed runs on: which of the releases is there first follows from it. */
export function deploymentOf(seed: number): Deployment {
  const [first, ...others] = [...packs.slice(seed % packs.length), ...packs.slice(0, seed % packs.length)];
  return { people: tracktion.people, packs: [first ?? tracktion.pack, ...others] };
}

export const runSeed = (seed: number): Promise<Ran> => run(planOf(seed), deploymentOf(seed));
