import { expect, test } from 'vitest';
import { faultKinds } from '#simulator/faults/plan';
import { inShort, runSeeds } from './seeds.ts';

const only = process.env['FAULT_SEED'];
const seconds = Number(process.env['FAULT_SECONDS'] ?? 90);

/** Every second seed from the nth on: in a file for each half, so that two workers run them side by side. */
export const livesOfHalf = (nth: 1 | 2) =>
  test.skipIf(only !== undefined && Number(only) % 2 !== nth % 2)(
    `random lives with every kind of fault: after each write and at the end what must be true is true (${nth} of 2)`,
    async () => {
      const ran =
        only === undefined
          ? await runSeeds(nth, 2, Number.POSITIVE_INFINITY, seconds)
          : await runSeeds(Number(only), 1, 1, 60);
      expect(ran.failures, ran.failures.join('\n')).toEqual([]);
      if (only !== undefined) return;
      console.log(inShort(ran));
      expect(ran.incidents / ran.seeds).toBeGreaterThan(2.5);
      expect(ran.events / ran.seeds).toBeGreaterThan(200);
      for (const kind of faultKinds) expect(ran.struck.get(kind) ?? 0, kind).toBeGreaterThan(0);
    },
    (seconds + 240) * 1000,
  );
