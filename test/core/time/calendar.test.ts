import { expect, test } from 'vitest';
import { Calendar } from '#core/time/calendar';
import { openAfter } from '#core/time/hours';
import { withinHours } from '#core/time/when';
import { always, business, faults, iso, nights, tokyo } from './support.ts';

const hour = 3600;

test.each([
  ['within a day', '2026-03-11T10:00:00Z', 1, '2026-03-11T11:00:00Z'],
  ['over the night', '2026-03-11T16:00:00Z', 2, '2026-03-12T10:00:00Z'],
  ['what ends at the close is due at the next opening', '2026-03-11T13:00:00Z', 4, '2026-03-12T09:00:00Z'],
  ['what ends at Friday’s close is due on Monday', '2026-03-13T13:00:00Z', 4, '2026-03-16T09:00:00Z'],
  ['4 h from a Saturday are Monday 13:00', '2026-03-14T10:00:00Z', 4, '2026-03-16T13:00:00Z'],
  ['from before the opening it starts at the opening', '2026-03-11T03:00:00Z', 4, '2026-03-11T13:00:00Z'],
  ['from the close it starts at the next opening', '2026-03-11T17:00:00Z', 1, '2026-03-12T10:00:00Z'],
  ['nothing, in the hours, is now', '2026-03-11T16:59:59Z', 0, '2026-03-11T16:59:59Z'],
  ['nothing, at the close, is the next opening', '2026-03-11T17:00:00Z', 0, '2026-03-12T09:00:00Z'],
  ['nothing, from a Saturday, is the opening', '2026-03-14T10:00:00Z', 0, '2026-03-16T09:00:00Z'],
  ['a week of hours is a week, over Easter and two holidays', '2026-04-01T09:00:00Z', 40, '2026-04-10T09:00:00Z'],
])('open time: %s', (_, from, hours, due) => {
  expect(iso(openAfter(business, 'UTC', new Date(from), hours * hour))).toBe(due);
});

test('Friday 16:42 and 30 min outside the hours wait for Monday 09:00', () => {
  expect(iso(withinHours(business, 'UTC', new Date('2026-03-13T17:12:00Z')))).toBe('2026-03-16T09:00:00Z');
  expect(iso(withinHours(business, 'UTC', new Date('2026-03-13T16:42:00Z')))).toBe('2026-03-13T16:42:00Z');
});

test.each([
  ['the evening before', '2026-03-10T23:30:00Z', 2, '2026-03-11T01:30:00Z'],
  ['after midnight it is still yesterday’s shift', '2026-03-11T04:00:00Z', 1, '2026-03-11T05:00:00Z'],
  ['what ends at its close is due in the evening', '2026-03-11T04:00:00Z', 2, '2026-03-11T22:00:00Z'],
  ['Friday’s shift ends on Saturday morning', '2026-03-14T05:00:00Z', 0, '2026-03-14T05:00:00Z'],
  ['Saturday and Sunday open no shift', '2026-03-14T06:00:00Z', 0, '2026-03-16T22:00:00Z'],
  ['Monday morning belongs to Sunday, which opens none', '2026-03-16T02:00:00Z', 0, '2026-03-16T22:00:00Z'],
])('hours that cross midnight belong to the day on which they open: %s', (_, from, hours, due) => {
  expect(iso(openAfter(nights, 'UTC', new Date(from), hours * hour))).toBe(due);
});

test('a night shift is an hour shorter or longer when the clock changes in it', () => {
  const saturdays = Calendar.parse({ days: ['sat'], from: '22:00', to: '06:00' });
  const inBerlin = (from: string, hours: number) =>
    iso(openAfter(saturdays, 'Europe/Berlin', new Date(from), hours * hour));
  // 22:00 to 06:00 are seven hours on 28 March 2026 and nine on 24 October
  expect(inBerlin('2026-03-28T12:00:00Z', 6.5)).toBe('2026-03-29T03:30:00Z');
  expect(inBerlin('2026-03-28T12:00:00Z', 7)).toBe('2026-04-04T20:00:00Z');
  expect(inBerlin('2026-10-24T12:00:00Z', 8.5)).toBe('2026-10-25T04:30:00Z');
});

test('round the clock, open time is elapsed time', () => {
  expect(iso(openAfter(always, 'Europe/Berlin', new Date('2026-03-28T12:00:00Z'), 24 * hour))).toBe(
    '2026-03-29T12:00:00Z',
  );
});

test('a calendar’s own zone stands before the playbook’s', () => {
  expect(iso(withinHours(tokyo, 'Europe/Berlin', new Date('2026-03-13T08:00:00Z')))).toBe('2026-03-16T00:00:00Z');
  expect(iso(withinHours(business, 'Asia/Tokyo', new Date('2026-03-13T08:00:00Z')))).toBe('2026-03-16T00:00:00Z');
  expect(iso(withinHours(business, 'Europe/Berlin', new Date('2026-03-13T08:00:00Z')))).toBe('2026-03-13T08:00:00Z');
});

test('hours of which a clock change leaves nothing do not open that day', () => {
  const small = Calendar.parse({ days: ['sat', 'sun'], from: '02:30', to: '03:15' });
  expect(iso(withinHours(small, 'Europe/Berlin', new Date('2026-03-29T00:00:00Z')))).toBe('2026-04-04T00:30:00Z');
});

test('a day that a zone leaves out has no hours: Samoa’s 30 December 2011, a Friday', () => {
  // 16:00 on Thursday, and one hour more than is left; the next day there is Saturday the 31st
  expect(iso(openAfter(business, 'Pacific/Apia', new Date('2011-12-30T02:00:00Z'), 2 * hour))).toBe(
    '2012-01-01T20:00:00Z',
  );
});

test('what a calendar does not give before 2101 is due then', () => {
  const rare = Calendar.parse({ days: ['mon'], from: '09:00', to: '09:01' });
  expect(iso(openAfter(rare, 'UTC', new Date('2026-03-11T10:00:00Z'), 9600 * hour))).toBe('2101-01-01T00:00:00Z');
});

test('a calendar that never opens throws, and searches without end in no case', () => {
  expect(() => withinHours({ ...business, days: [] }, 'UTC', new Date('2026-03-11T08:00:00Z'))).toThrow(
    'no opening within 800 days of 2026-03-09',
  );
});

const mondays = (years: number) =>
  Array.from({ length: Math.round(years * 52.18) }, (_, n) =>
    new Date(Date.UTC(2026, 0, 5) + n * 604_800_000).toISOString().slice(0, 10),
  );
test.each([
  [{ days: [] }, 'days: Too small: expected array to have >=1 items'],
  [{ from: '24:00' }, 'from: a time of day is HH:MM, 00:00 to 23:59'],
  [{ to: '24:30' }, 'to: a closing time is HH:MM, 00:00 to 24:00, which is the end of the day'],
  [{ to: '09:00' }, 'to: another time than the opening; whole days are from: "00:00", to: "24:00"'],
  [{ holidays: ['2026-02-30'] }, 'holidays.0: a date is YYYY-MM-DD, and one of the calendar, 2000-01-01 to 2100-12-31'],
  [{ holidays: ['1999-12-31'] }, 'holidays.0: a date is YYYY-MM-DD, and one of the calendar, 2000-01-01 to 2100-12-31'],
  [
    { zone: 'Europe/Berln' },
    'zone: Europe/Berlin? a zone is a name of the IANA time zone database, such as UTC or Europe/Berlin',
  ],
  [
    { days: ['mon'], holidays: mondays(2) },
    'holidays: an opening at least once in 366 days: it is closed from 2025-12-30 to 2028-01-02',
  ],
])('%s is one error', (wrong, message) => {
  expect(faults(Calendar.safeParse({ days: ['mon', 'tue'], from: '09:00', to: '17:00', ...wrong }))).toEqual([message]);
});
