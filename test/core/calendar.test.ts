import { expect, test } from 'vitest';
import {
  clockIn,
  dateAt,
  dateIn,
  hourIn,
  isBusinessDay,
  nextBusinessDay,
  nextOpening,
  onDate,
  stampIn,
} from '#core/calendar';
import { Calendar } from '#core/time/calendar';
import { wallTime } from '#core/time/wall';

const office = Calendar.parse({
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  from: '09:00',
  to: '17:00',
  holidays: ['2026-04-03', '2026-04-06'],
});
const iso = (at: Date) => at.toISOString().replace('.000Z', 'Z');

test.each([
  ['before the opening', 'UTC', '2026-03-11T08:59:59Z', '2026-03-11T09:00:00Z'],
  ['at the opening', 'UTC', '2026-03-11T09:00:00Z', '2026-03-11T09:00:00Z'],
  ['in the day', 'UTC', '2026-03-11T12:34:56Z', '2026-03-11T12:34:56Z'],
  ['at the close', 'UTC', '2026-03-11T17:00:00Z', '2026-03-12T09:00:00Z'],
  ['on Saturday', 'UTC', '2026-03-14T10:00:00Z', '2026-03-16T09:00:00Z'],
  ['over Easter', 'UTC', '2026-04-02T18:00:00Z', '2026-04-07T09:00:00Z'],
  ['over the weekend on which the clocks go forward', 'Europe/Berlin', '2026-03-27T20:00:00Z', '2026-03-30T07:00:00Z'],
])('next opening %s', (_, zone, at, opening) => {
  expect(iso(nextOpening(office, zone, new Date(at)))).toBe(opening);
});

test('the opening of a later day, even in business time', () => {
  expect(iso(nextOpening(office, 'UTC', new Date('2026-03-11T12:00:00Z'), { laterDay: true }))).toBe(
    '2026-03-12T09:00:00Z',
  );
  expect(iso(nextOpening(office, 'UTC', new Date('2026-03-13T08:00:00Z'), { laterDay: true }))).toBe(
    '2026-03-16T09:00:00Z',
  );
});

test('the second day after Wednesday 11 March at 14:00 is Friday; after Good Friday the next business day is Tuesday', () => {
  expect(iso(dateAt(new Date('2026-03-11T15:07:00Z'), 'UTC', 2, '14:00'))).toBe('2026-03-13T14:00:00Z');
  expect(iso(nextBusinessDay(office, 'UTC', new Date('2026-04-03T00:00:00Z'), '10:00'))).toBe('2026-04-07T10:00:00Z');
});

test('days are days of the zone', () => {
  expect(dateIn('Australia/Lord_Howe', new Date('2026-03-13T14:00:00Z'))).toBe('2026-03-14');
  expect(isBusinessDay(office, 'Australia/Lord_Howe', new Date('2026-03-13T14:00:00Z'))).toBe(false);
  expect(isBusinessDay(office, 'UTC', new Date('2026-03-13T14:00:00Z'))).toBe(true);
});

test('a time that the clocks skip is the first after it', () => {
  expect(iso(dateAt(new Date('2026-03-28T12:00:00Z'), 'Europe/Berlin', 1, '02:30'))).toBe('2026-03-29T01:30:00Z');
});

test('a calendar that never opens is an error, no endless search', () => {
  const never = { ...office, days: [] };
  expect(() => nextOpening(never, 'UTC', new Date('2026-03-11T08:00:00Z'))).toThrow(RangeError);
});

test.each([
  [
    'the day before, where it is day already',
    '2026-03-18',
    'Pacific/Auckland',
    -1,
    '09:00',
    '2026-03-16T20:00:00.000Z',
  ],
  [
    'the same day, where it is still the day before',
    '2026-03-18',
    'Pacific/Honolulu',
    0,
    '09:00',
    '2026-03-18T19:00:00.000Z',
  ],
  ['a time that the clock change skips', '2026-03-29', 'Europe/Berlin', 0, '02:30', '2026-03-29T01:30:00.000Z'],
  ['over the end of a leap year’s February', '2028-02-28', 'UTC', 2, '09:00', '2028-03-01T09:00:00.000Z'],
])('days after a date: %s', (_, day, zone, days, time, expected) => {
  expect(onDate(day, zone, days, time).toISOString()).toBe(expected);
});

test('days after a date that are no business day move to the next one', () => {
  const calendar = {
    days: ['mon', 'tue', 'wed', 'thu', 'fri'] as const,
    from: '09:00',
    to: '17:00',
    holidays: ['2026-03-16'],
  };
  const moved = onDate('2026-03-15', 'UTC', -1, '08:00', { ...calendar, days: [...calendar.days] });
  expect(moved.toISOString()).toBe('2026-03-17T08:00:00.000Z');
});

test('UTC, which needs no zone database, is told as the zone database tells it under another name', () => {
  const shows = [clockIn, hourIn, stampIn, dateIn];
  const instants = [0, -1, 86_399_999, 253_402_300_800_000, -62_198_755_200_000].concat(
    Array.from({ length: 300 }, (_, n) => (n * 7_919_000_111_333) % 4_102_444_800_000),
  );
  for (const at of instants.map((ms) => new Date(ms)))
    expect(shows.map((show) => show('UTC', at))).toEqual(
      shows.map((show) => show('Etc/UTC', at).replace('Etc/UTC', 'UTC')),
    );
  for (const show of shows) expect(() => show('UTC', new Date(Number.NaN))).toThrow(RangeError);
});

test('a wall clock in UTC shows what the zone database says of it under another name', () => {
  const said = (zone: string, day: number, time: string): number | string => {
    try {
      return wallTime(zone, day, time).getTime();
    } catch (error) {
      return String((error as Error).name);
    }
  };
  const days = [0, -1, 1.5, 11_016, 19_782, 2_932_895, 2_932_896, 2_932_897, Number.NaN].concat(
    Array.from({ length: 200 }, (_, n) => (n * 7919) % 40_000),
  );
  const times = ['00:00', '09:30', '23:59', '24:00', '14:02:07', '24:01', '9:30', '12:60', 'noon', ''];
  for (const day of days) for (const time of times) expect(said('UTC', day, time)).toBe(said('Etc/UTC', day, time));
});
