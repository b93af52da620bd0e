import { expect, test } from 'vitest';
import { judged } from '#test/mutations';

/** `npm run test:long -- --mutations` takes 50,000. */
const most = 400;

test('the shipped playbook, mutated at bytes and at nodes, is valid or wrong at a place; nothing throws', () => {
  let [seed, mutations, valid] = [0, 0, 0];
  const wrong: string[] = [];
  for (; mutations < most; seed += 1) {
    const one = judged(seed);
    mutations += one.mutations;
    valid += one.valid ? 1 : 0;
    wrong.push(...one.wrong.map((line) => `seed ${seed}: ${line}`));
  }
  expect(wrong).toEqual([]);
  expect(valid).toBeGreaterThan(0);
  expect(valid).toBeLessThan(seed);
});

test('a message that quotes many lines is one line', () => {
  expect(judged(158).wrong).toEqual([]);
});
