import { expect, test } from 'vitest';
import { parseSpan, Span, spanInWords } from '#core/time/span';
import { faults } from './support.ts';

test.each([
  ['0s', { seconds: 0 }, '0 s'],
  ['90s', { seconds: 90 }, '90 s'],
  ['60s', { seconds: 60 }, '1 min'],
  ['5m', { seconds: 300 }, '5 min'],
  ['1h', { seconds: 3600 }, '1 h'],
  ['24h', { seconds: 86_400 }, '24 h'],
  ['1d', { seconds: 86_400 }, '1 day'],
  ['2w', { seconds: 1_209_600 }, '14 days'],
  ['400d', { seconds: 34_560_000 }, '400 days'],
  ['0m business', { seconds: 0, calendar: 'business' }, '0 s of business'],
  ['4h business', { seconds: 14_400, calendar: 'business' }, '4 h of business'],
  ['9600h 24x7', { seconds: 34_560_000, calendar: '24x7' }, '9600 h of 24x7'],
])('%s', (span, parsed, words) => {
  expect(parseSpan(Span.parse(span))).toEqual(parsed);
  expect(spanInWords(span)).toBe(words);
});

const form =
  'a duration is a whole number and one of s, m, h, d, w: 60s, 5m, 1h, 2d, 1w; or s, m, h and a calendar: 4h business';
const open = (days: string) =>
  `with a calendar only s, m and h: ${days} open hours (1d business, at eight hours a day, would last three days); write 8h business, or name a moment`;
test.each([
  ['5', form],
  ['5min', form],
  ['-5m', form],
  ['1.5h', form],
  ['4h  business', form],
  ['4h business hours', form],
  ['4h ', form],
  [5, form],
  [undefined, form],
  ['1d business', open('1d of open time would be 24')],
  ['2w business', open('2w of open time would be 336')],
  ['401d', 'at most 400 days (9600h)'],
  ['9601h business', 'at most 400 days (9600h)'],
  [`${'9'.repeat(400)}h`, 'at most 400 days (9600h)'],
])('%s is one error', (span, message) => {
  expect(faults(Span.safeParse(span))).toEqual([`: ${message}`]);
});
