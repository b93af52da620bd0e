import { expect, test } from 'vitest';
import { Moment, momentAfter } from '#core/time/moment';
import { business, faults, iso, nights, tokyo } from './support.ts';

const calendars = { business, nights, tokyo };
const after = (moment: unknown, from: string, zone = 'UTC') =>
  iso(momentAfter(Moment.parse(moment), { calendars, zone }, new Date(from)));

// Wednesday 11 March 2026
test.each([
  ['tomorrow at nine', { days: 1, time: '09:00' }, '2026-03-11T23:59:00Z', '2026-03-12T09:00:00Z'],
  ['today, while it is to come', { days: 0, time: '18:00' }, '2026-03-11T17:59:59Z', '2026-03-11T18:00:00Z'],
  ['today’s is past: tomorrow’s', { days: 0, time: '18:00' }, '2026-03-11T18:00:00Z', '2026-03-12T18:00:00Z'],
  ['the next business day opens', { days: 1, of: 'business' }, '2026-03-11T08:00:00Z', '2026-03-12T09:00:00Z'],
  ['after Saturday it is Monday', { days: 1, of: 'business' }, '2026-03-14T10:00:00Z', '2026-03-16T09:00:00Z'],
  ['after Friday it is Monday', { days: 1, of: 'business' }, '2026-03-13T08:00:00Z', '2026-03-16T09:00:00Z'],
  ['holidays do not count', { days: 2, of: 'business', time: '18:00' }, '2026-04-02T08:00:00Z', '2026-04-08T18:00:00Z'],
  [
    'this business day, while it is to come',
    { days: 0, of: 'business' },
    '2026-03-11T08:00:00Z',
    '2026-03-11T09:00:00Z',
  ],
  ['its opening is past: the next', { days: 0, of: 'business' }, '2026-03-13T09:00:00Z', '2026-03-16T09:00:00Z'],
  ['a shift opens in the evening', { days: 1, of: 'nights' }, '2026-03-13T03:00:00Z', '2026-03-16T22:00:00Z'],
  ['day 2 is Friday', { days: 2, time: '14:00', orNext: 'business' }, '2026-03-11T15:07:00Z', '2026-03-13T14:00:00Z'],
  ['day 2 is Saturday', { days: 2, time: '14:00', orNext: 'business' }, '2026-03-12T15:07:00Z', '2026-03-16T14:00:00Z'],
  ['next Monday', { weekday: 'mon', time: '09:00' }, '2026-03-11T08:00:00Z', '2026-03-16T09:00:00Z'],
  ['this Monday', { weekday: 'mon', time: '09:00' }, '2026-03-09T08:59:59Z', '2026-03-09T09:00:00Z'],
  ['not the same instant', { weekday: 'mon', time: '09:00' }, '2026-03-09T09:00:00Z', '2026-03-16T09:00:00Z'],
  [
    'first of a month',
    { first: 'month', of: 'business', time: '09:00' },
    '2026-03-11T08:00:00Z',
    '2026-04-01T09:00:00Z',
  ],
  [
    'first of this month',
    { first: 'month', of: 'business', time: '09:00' },
    '2026-03-01T08:00:00Z',
    '2026-03-02T09:00:00Z',
  ],
  [
    'first of a quarter',
    { first: 'quarter', of: 'business', time: '09:00' },
    '2026-04-01T09:00:00Z',
    '2026-07-01T09:00:00Z',
  ],
  ['first of a year', { first: 'year', of: 'business', time: '09:00' }, '2026-03-11T08:00:00Z', '2027-01-01T09:00:00Z'],
  [
    'every two weeks',
    { every: '2w', from: '2026-01-05', time: '10:00' },
    '2026-03-11T08:00:00Z',
    '2026-03-16T10:00:00Z',
  ],
  ['on its day', { every: '14d', from: '2026-01-05', time: '10:00' }, '2026-03-16T09:59:59Z', '2026-03-16T10:00:00Z'],
  [
    'strictly after',
    { every: '2w', from: '2026-01-05', time: '10:00' },
    '2026-03-16T10:00:00Z',
    '2026-03-30T10:00:00Z',
  ],
  ['not begun yet', { every: '2w', from: '2026-05-04', time: '10:00' }, '2026-03-16T10:00:00Z', '2026-05-04T10:00:00Z'],
])('%s', (_, moment, from, due) => {
  expect(after(moment, from)).toBe(due);
});

test('a moment is one of the playbook’s zone, or of the calendar that it names', () => {
  // Saturday in Tokyo, Friday in Berlin
  expect(after({ days: 1, time: '09:00' }, '2026-03-13T20:00:00Z', 'Europe/Berlin')).toBe('2026-03-14T08:00:00Z');
  expect(after({ days: 1, of: 'tokyo' }, '2026-03-13T20:00:00Z', 'Europe/Berlin')).toBe('2026-03-16T00:00:00Z');
  expect(after({ days: 2, time: '14:00', orNext: 'tokyo' }, '2026-03-13T20:00:00Z', 'Europe/Berlin')).toBe(
    '2026-03-16T05:00:00Z',
  );
  expect(after({ days: 1, of: 'business' }, '2026-03-13T20:00:00Z', 'Europe/Berlin')).toBe('2026-03-16T08:00:00Z');
});

test('a time that the clocks skip moves on, of two it is the first', () => {
  const night = { days: 1, time: '02:30' };
  expect(after(night, '2026-03-28T12:00:00Z', 'Europe/Berlin')).toBe('2026-03-29T01:30:00Z');
  expect(after(night, '2026-10-24T12:00:00Z', 'Europe/Berlin')).toBe('2026-10-25T00:30:00Z');
  // between the two: the first is past, so it is the next day's
  expect(after({ days: 0, time: '02:30' }, '2026-10-25T01:00:00Z', 'Europe/Berlin')).toBe('2026-10-26T01:30:00Z');
  // Lord Howe moves by half an hour
  expect(after({ days: 1, time: '02:15' }, '2026-10-03T00:00:00Z', 'Australia/Lord_Howe')).toBe('2026-10-03T15:45:00Z');
});

test('a playbook that was not checked: a calendar that is not there', () => {
  expect(() => after({ days: 1, of: 'toString' }, '2026-03-13T20:00:00Z')).toThrow('no calendar toString');
});

const days = '{ days: 1, time: "09:00" }, or { days: 1, of: business }';
test.each([
  [{}, ': a moment with one of days, weekday, first, every'],
  [{ time: '09:00' }, ': a moment with one of days, weekday, first, every'],
  [{ days: 1, weekday: 'mon', time: '09:00' }, ': only one of days, weekday'],
  [{ days: 1 }, `: time beside days: ${days}`],
  [{ days: 1, orNext: 'business' }, `: time beside days: ${days}`],
  [
    { days: 1, of: 'a', orNext: 'b', time: '09:00' },
    'orNext: no orNext beside of, whose days are business days already',
  ],
  [{ days: 1, from: '2026-01-05', time: '09:00' }, `from: no from beside days: ${days}`],
  [{ days: 1.5, time: '09:00' }, 'days: a whole number of days, 0 to 400'],
  [{ days: 401, time: '09:00' }, 'days: a whole number of days, 0 to 400'],
  [{ days: -1, time: '09:00' }, 'days: a whole number of days, 0 to 400'],
  [{ weekday: 'mon' }, ': time beside weekday: { weekday: mon, time: "09:00" }'],
  [
    { weekday: 'monday', time: '09:00' },
    'weekday: Invalid option: expected one of "mon"|"tue"|"wed"|"thu"|"fri"|"sat"|"sun"',
  ],
  [{ first: 'month', time: '09:00' }, ': of beside first: { first: month, of: business, time: "09:00" }'],
  [{ every: '2w', time: '10:00' }, ': from beside every: { every: 2w, from: "2026-01-05", time: "10:00" }'],
  [{ every: '2h', from: '2026-01-05', time: '10:00' }, 'every: a whole number of days or weeks: 14d, 2w'],
  [{ every: '0d', from: '2026-01-05', time: '10:00' }, 'every: 1d to 400d'],
  [
    { every: '2w', from: '2026-01-32', time: '10:00' },
    'from: a date is YYYY-MM-DD, and one of the calendar, 2000-01-01 to 2100-12-31',
  ],
  [{ days: 1, time: '9:00' }, 'time: a time of day is HH:MM, 00:00 to 23:59'],
  [{ days: 1, tiem: '09:00' }, ': Unrecognized key: "tiem"'],
])('%s is one error', (moment, message) => {
  expect(faults(Moment.safeParse(moment))).toEqual([message]);
});
