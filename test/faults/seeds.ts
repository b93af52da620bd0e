import type { FaultKind } from '#simulator/faults/plan';
import { runSeed } from './deployment.ts';
import { reportOf } from './report.ts';

export interface Seeds {
  seeds: number;
  incidents: number;
  events: number;
  struck: Map<FaultKind, number>;
  failures: string[];
}

/** Runs seeds, from `first` in steps of `every`, until there have been `most` or the time is over; a failure is made small and readable. */
export async function runSeeds(first: number, every: number, most: number, seconds: number): Promise<Seeds> {
  const all: Seeds = { seeds: 0, incidents: 0, events: 0, struck: new Map(), failures: [] };
  const end = performance.now() + seconds * 1000;
  for (let seed = first; all.seeds < most && performance.now() < end; seed += every) {
    const ran = await runSeed(seed);
    all.seeds += 1;
    all.incidents += ran.incidents;
    all.events += ran.events;
    for (const [kind, times] of ran.struck) all.struck.set(kind, (all.struck.get(kind) ?? 0) + times);
    if (ran.violation === undefined) continue;
    // a seeded bug is known already: nobody needs its plan made small
    const known = process.env['SEEDED_BUG'] !== undefined;
    all.failures.push(known ? `seed ${seed}: ${ran.violation}` : await reportOf(seed, ran.violation));
    // one is enough to mend
    break;
  }
  return all;
}

/** `120 seeds, each 3.1 incidents and 640 events`. */
export const inShort = ({ seeds, incidents, events }: Seeds): string =>
  `${seeds} seeds, each ${(incidents / seeds).toFixed(1)} incidents and ${Math.round(events / seeds)} events`;
