import { expect, test } from 'vitest';
import { spanOf } from '#web/board/talk';

test.each([
  ['5m', '5 min'],
  ['2d', '2 days'],
  ['4h office', '4 h of office'],
  ['0m office', 'the next opening of office'],
  ['next-business-day', 'next business day'],
])('%s reads %s', (span, words) => {
  expect(spanOf(span)).toBe(words);
});
