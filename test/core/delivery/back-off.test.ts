import { expect, test } from 'vitest';
import { backOff } from '#core/delivery/back-off';

test.each([
  ['page', 1, 12, 15],
  ['page', 2, 23, 30],
  ['page', 3, 45, 60],
  ['page', 4, 45, 60],
  ['page', 5000, 45, 60],
  ['message', 1, 23, 30],
  ['message', 2, 45, 60],
  ['message', 3, 90, 120],
  ['message', 700, 90, 120],
] as const)('a %s that has failed %i times waits from %i to %i s, and not all the same', (of, failed, least, most) => {
  const waits = Array.from({ length: 200 }, (_, n) => backOff(of, { key: `INC-1.1.rule.0.person-${n}`, failed }));
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(least);
  expect(Math.max(...waits)).toBeLessThanOrEqual(most);
  expect(new Set(waits).size).toBeGreaterThan(2);
  expect(waits.every(Number.isInteger)).toBe(true);
});

test.each([
  [1, 10, 12, 15],
  [1, 40, 40, 50],
  [9, 3600, 3600, 4500],
] as const)(
  'after %i failures and "Retry-After: %i" a page waits from %i to %i s',
  (failed, retryAfterSeconds, least, most) => {
    const waits = Array.from({ length: 200 }, (_, n) => backOff('page', { key: String(n), failed, retryAfterSeconds }));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(least);
    expect(Math.max(...waits)).toBeLessThanOrEqual(most);
    expect(new Set(waits).size).toBeGreaterThan(2);
  },
);

test('the same delivery waits the same in every process', () => {
  const waits = [1, 2, 3, 4].map((failed) => backOff('page', { key: 'INC-1.1.P1-first.0.alice', failed }));
  expect(waits).toEqual([14, 28, 56, 56]);
});
