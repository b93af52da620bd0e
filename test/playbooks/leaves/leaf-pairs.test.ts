import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { plugins, vocabularyOf } from '#plugins/registry';
import { leavesOf } from '#test/leaves';
import { BY_HAND } from './by-hand.ts';
import { ELSEWHERE, isElsewhere } from './elsewhere.ts';
import pairs from './pairs.json' with { type: 'json' };
import { stillShows } from './pairs.ts';
import { seenByHand } from './seen-by-hand.ts';

const vocabulary = vocabularyOf(plugins);
const files = leavesOf(vocabulary);
const leaves = [...new Set([...files.playbook.all, ...files.people.all, ...files.runbook.all])];
const all = process.env['LEAF_PAIRS'] === 'all';

test('every leaf of the schemas has two playbooks that differ in it alone and differ in what they show or do, or a test elsewhere', () => {
  const paired = new Set([...pairs, ...BY_HAND].map(({ leaf }) => leaf));
  // a new leaf, or one that has lost its pair: npm run test:long -- --playbooks --write looks for one, and by-hand.ts takes what it does not find
  expect(leaves.filter((leaf) => !paired.has(leaf) && !isElsewhere(leaf))).toEqual([]);
  expect([...paired].filter((leaf) => !leaves.includes(leaf))).toEqual([]);
  console.log(
    `${leaves.length} leaves: ${paired.size} with a pair, ${leaves.filter((leaf) => !paired.has(leaf) && isElsewhere(leaf)).length} tested elsewhere`,
  );
});

test('what is tested elsewhere names tests that there are', () => {
  for (const [, because] of ELSEWHERE)
    for (const [file] of because.matchAll(/test\/[\w/-]+(\.test\.ts)?/g)) expect(existsSync(file), file).toBe(true);
});

// all of them: LEAF_PAIRS=all, and npm run test:long -- --playbooks
test('a sixteenth of the pairs still differ where the table says', () => {
  const some = pairs.filter((_, n) => all || n % 16 === 0);
  expect(some.length).toBeGreaterThan(20);
  const lost = some.filter((pair) => !stillShows(pair, vocabulary));
  expect(lost.map(({ leaf, seed, at }) => `${leaf}: seed ${seed}, ${at}`)).toEqual([]);
});

test.each(BY_HAND.map((pair) => [pair.leaf, pair] as const))(
  'two playbooks that differ in %s alone differ',
  (_, pair) => {
    const [one, other] = seenByHand(pair, vocabulary);
    expect(one).not.toBe(other);
  },
);
