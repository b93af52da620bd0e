import { expect, test } from 'vitest';
import { commentsOf, linesOf, sources, tests } from './files.ts';

const lengths = sources.map((file) => ({ file, lines: linesOf(file).length }));
const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
const linesIn = (files: string[]) => sum(files.map((file) => linesOf(file).length));

test('no source file has more than 300 lines', () => {
  expect(lengths.filter(({ lines }) => lines > 300)).toEqual([]);
});

test('half of the source files have at most 70 lines', () => {
  const sorted = lengths.map(({ lines }) => lines).toSorted((a, b) => a - b);
  expect(sorted.length).toBeGreaterThan(250);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(70);
});

test('5 to 15 % of the lines of source are comment', () => {
  const share = sum(sources.map((file) => commentsOf(file).length)) / linesIn(sources);
  expect(share).toBeGreaterThanOrEqual(0.05);
  expect(share).toBeLessThanOrEqual(0.15);
});

test('there are at least 62 lines of test for 100 of source', () => {
  expect(linesIn(tests) / linesIn(sources)).toBeGreaterThanOrEqual(0.62);
});
