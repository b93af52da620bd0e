import { expect, test } from 'vitest';
import { MomentName } from '#core/time/moment';
import { dueAt, When } from '#core/time/when';
import { business, faults, iso } from './support.ts';

const times = { calendars: { business }, moments: { 'next-day': { days: 1, time: '09:00' } }, zone: 'Europe/Berlin' };
const due = (from: string, when: string, speed = 1) => iso(dueAt(new Date(from), When.parse(when), times, speed));

test.each([
  ['elapsed time', '2026-03-14T10:00:00Z', '5m', '2026-03-14T10:05:00Z'],
  ['to the whole second above', '2026-03-14T10:00:00.200Z', '5m', '2026-03-14T10:05:01Z'],
  ['at once is now', '2026-03-14T10:00:00.200Z', '0m', '2026-03-14T10:00:00.200Z'],
  ['open time', '2026-03-14T10:00:00Z', '4h business', '2026-03-16T12:00:00Z'],
  ['open time to the whole second above', '2026-03-13T10:00:00.200Z', '1h business', '2026-03-13T11:00:01Z'],
  ['what ends in the last second of the hours', '2026-03-13T14:59:59.200Z', '1h business', '2026-03-16T08:00:00Z'],
  ['at once, in the hours', '2026-03-13T10:00:00.200Z', '0m business', '2026-03-13T10:00:00.200Z'],
  ['at once, outside the hours', '2026-03-14T10:00:00.200Z', '0m business', '2026-03-16T08:00:00Z'],
  ['a moment', '2026-03-14T10:00:00.200Z', 'next-day', '2026-03-15T08:00:00Z'],
  ['a day over a clock change is 24 h', '2026-03-28T10:00:00Z', '1d', '2026-03-29T10:00:00Z'],
])('%s', (_, from, when, at) => {
  expect(due(from, when)).toBe(at);
});

test('at a speed elapsed time is shorter, open time and moments are the clock’s', () => {
  expect(due('2026-03-13T10:00:00Z', '5m', 60)).toBe('2026-03-13T10:00:05Z');
  expect(due('2026-03-13T10:00:00Z', '90s', 60)).toBe('2026-03-13T10:00:02Z');
  expect(due('2026-03-13T10:00:00Z', '1h business', 60)).toBe('2026-03-13T11:00:00Z');
  expect(due('2026-03-13T10:00:00Z', 'next-day', 60)).toBe('2026-03-14T08:00:00Z');
});

test.each(['constructor', 'weekly', '1h holidays'])('%s is not there: a playbook that was not checked', (when) => {
  expect(() => due('2026-03-13T10:00:00Z', when)).toThrow(RangeError);
});

test.each([
  [
    '5 m',
    'a duration is a whole number and one of s, m, h, d, w: 60s, 5m, 1h, 2d, 1w; or s, m, h and a calendar: 4h business',
  ],
  ['401d', 'at most 400 days (9600h)'],
  ['next day', 'a duration (60s, 5m, 1h, 2d, 1w, 4h business) or the name of a moment'],
  ['', 'a duration (60s, 5m, 1h, 2d, 1w, 4h business) or the name of a moment'],
  [5, 'a duration (60s, 5m, 1h, 2d, 1w, 4h business) or the name of a moment'],
])('%s is one error', (when, message) => {
  expect(faults(When.safeParse(when))).toEqual([`: ${message}`]);
});

test('no moment can be named like a duration', () => {
  expect(MomentName.safeParse('1w').success).toBe(false);
  expect(MomentName.parse('next-day')).toBe('next-day');
});
