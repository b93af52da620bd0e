import { describe, expect, test } from 'vitest';
import { free, idleMonth, item, prices, total } from '../bench/bill.ts';
import { textOf } from './files.ts';

describe('the idle month is three numbers', () => {
  const month = [
    item('dashboard', 'dashboard', 1),
    item('ours', 'alarm', 11),
    item('samples', 'alarm', 3),
    item('polls', 'queue', 2_628_000),
  ];

  test('list price: nothing is free', () => {
    expect(idleMonth(month).list).toBeCloseTo(3 + 1.1 + 0.3 + 1.0512, 4);
  });

  test('an empty account: what AWS always gives is free, counted over all items of one price', () => {
    // 14 alarms less ten, 2.628 million requests less one
    expect(idleMonth(month).empty).toBeCloseTo(0.4 + 0.6512, 4);
  });

  test('an account whose free dashboards are used up pays for this one', () => {
    expect(idleMonth(month).dashboardsUsedUp).toBeCloseTo(0.4 + 0.6512 + 3, 4);
  });

  test('without a dashboard both are the same', () => {
    const without = idleMonth(month.filter(({ what }) => what !== 'dashboard'));
    expect(without.empty).toBe(without.dashboardsUsedUp);
  });

  test('what is free is never more than what is used', () => {
    expect(free([item('one', 'alarm', 3)], 'alarm')).toBe(3);
    expect(free([item('one', 'alarm', 30)], 'alarm')).toBe(10);
    expect(free([item('one', 'secret', 30)], 'secret')).toBe(0);
  });
});

test('every price has its page, and SMS is one of them', () => {
  for (const { page } of Object.values(prices.prices))
    expect(page).toMatch(/^https:\/\/aws\.amazon\.com\/.*pricing\/(on-demand\/)?$/);
  expect(total([item('a page by SMS', 'sms', 1)])).toBeGreaterThan(0.005);
});

describe('docs/figures.md', () => {
  const figures = textOf('docs/figures.md');
  test.each([
    [
      'the three idle months',
      /\| an empty account \|.*\n\| an account whose free dashboards are used up \|.*\n\| list price, nothing free \|/,
    ],
    ['the month without a dashboard', /`dashboard: false`/],
    [
      'a P1 with and without its starts',
      /\| as AWS counts states \|.*\n\| and if AWS bills the start of each execution too \|/,
    ],
    ['SMS as an extra, with its price', /SMS is extra: .*\$0\.0\d+/],
  ])('states %s', (_, stated) => {
    expect(figures).toMatch(stated);
  });
});
