import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bugs } from './bugs.ts';
import { spoilt } from './seed-bug.ts';

test.each(bugs)('the line of the bug "$name" is there once', (bug) => {
  const source = readFileSync(new URL(`../../${bug.file}`, import.meta.url), 'utf8');
  expect(spoilt(bug, source)).not.toBe(source);
});

test('every bug has a name of its own', () => {
  expect(new Set(bugs.map((bug) => bug.name)).size).toBe(bugs.length);
});
