import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { bugs } from './bugs.ts';
import { hunt } from './hunt.ts';

/** Bugs that each commit hunts: others each time, so that a few commits hunt them all. */
const EACH = 5;
const commit = Number.parseInt(execFileSync('git', ['rev-parse', '--short=7', 'HEAD'], { encoding: 'utf8' }), 16);
const begin = (commit % Math.ceil(bugs.length / EACH)) * EACH;
const hunted = Array.from({ length: Math.min(EACH, bugs.length) }, (_, n) => bugs[(begin + n) % bugs.length]).filter(
  (bug) => bug !== undefined,
);

test.each(hunted)(
  '"$name" is caught: $breaks',
  async (bug) => {
    expect(await hunt(bug)).toBeTypeOf('string');
  },
  300_000,
);
