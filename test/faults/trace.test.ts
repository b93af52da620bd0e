import { expect, test } from 'vitest';
import { planOf } from '#simulator/faults/plan';
import { shrink } from '#simulator/faults/shrink';
import { runSeed } from './deployment.ts';

test('the same seed twice gives the same trace, and another seed another', async () => {
  const traces: string[] = [];
  for (let seed = 1; seed <= 6; seed += 1) {
    const [one, two] = [await runSeed(seed), await runSeed(seed)];
    expect(two.trace).toBe(one.trace);
    traces.push(one.trace);
  }
  expect(new Set(traces).size).toBe(traces.length);
});

test('a plan that fails is made as small as the part of it that fails', async () => {
  const plan = planOf(7);
  const [a, b] = [plan.steps[3], plan.steps[20]];
  const small = await shrink(plan, async ({ steps }) => steps.some((s) => s === a) && steps.some((s) => s === b));
  expect(small.steps).toEqual([a, b]);
});
