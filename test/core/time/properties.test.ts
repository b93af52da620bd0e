import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Calendar } from '#core/time/calendar';
import { opensOn } from '#core/time/calendar';
import { openAfter } from '#core/time/hours';
import { dateOf, dayOf } from '#core/time/wall';
import { dueAt, withinHours } from '#core/time/when';
import { always, business, nights, tokyo } from './support.ts';

const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Casablanca');
const instant = fc.date({
  min: new Date('2020-01-01T00:00:00Z'),
  max: new Date('2040-12-31T00:00:00Z'),
  noInvalidDate: true,
});
const calendars = { business, nights, always, tokyo };
const calendar = fc.constantFrom(business, nights, always, tokyo);
const moments = {
  soon: { days: 0, time: '02:30' },
  'next-day': { days: 1, time: '09:00' },
  'next-business-day': { days: 1, of: 'business' },
  shift: { days: 3, of: 'nights' },
  'review-day': { days: 2, time: '14:00', orNext: 'tokyo' },
  monday: { weekday: 'mon', time: '02:15' },
  month: { first: 'month', of: 'business', time: '09:00' },
  year: { first: 'year', of: 'tokyo', time: '23:59' },
  sprint: { every: '2w', from: '2026-01-05', time: '10:00' },
} as const;
const when = fc.constantFrom(
  '0s',
  '90s',
  '1d',
  '2w',
  '0m business',
  '45m nights',
  '4h tokyo',
  '30h business',
  ...Object.keys(moments),
);

const formats = new Map<string, Intl.DateTimeFormat>();
/** Open or not by what a wall clock shows: the date and time of the platform's formatter, none of our arithmetic. */
function showsOpen({ from, to, zone: own, ...rest }: Calendar, playbookZone: string, at: number): boolean {
  const timeZone = own ?? playbookZone;
  const format =
    formats.get(timeZone) ?? new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  formats.set(timeZone, format);
  const [date = '', time = ''] = format.format(at).split(' ');
  if (from < to) return opensOn(rest, dayOf(date)) && from <= time && time < to;
  return time >= from ? opensOn(rest, dayOf(date)) : time < to && opensOn(rest, dayOf(date) - 1);
}

test('open time is as long as the minutes in which a wall clock shows that it is open', () => {
  fc.assert(
    fc.property(calendar, zone, instant, fc.integer({ min: 0, max: 1200 }), (c, z, at, minutes) => {
      const from = new Date(Math.floor(at.getTime() / 60_000) * 60_000);
      const due = openAfter(c, z, from, minutes * 60);
      expect(showsOpen(c, z, due.getTime())).toBe(true);
      let open = 0;
      for (let minute = from.getTime(); minute < due.getTime(); minute += 60_000)
        if (showsOpen(c, z, minute)) open += 1;
      expect(open).toBe(minutes);
    }),
    { numRuns: 25 },
  );
});

test('whoever waits for the hours waits no longer than to the next opening', () => {
  fc.assert(
    fc.property(calendar, zone, instant, (c, z, at) => {
      const opening = withinHours(c, z, at);
      expect(opening >= at).toBe(true);
      expect(showsOpen(c, z, opening.getTime())).toBe(true);
      if (opening > at) expect(showsOpen(c, z, opening.getTime() - 1)).toBe(false);
      expect(withinHours(c, z, opening)).toEqual(opening);
    }),
    { numRuns: 500 },
  );
});

test('nothing is due before its clock, moments strictly after it, and a later clock is never due earlier', () => {
  fc.assert(
    fc.property(when, zone, instant, fc.integer({ min: 0, max: 200_000 }), (w, z, from, later) => {
      const times = { calendars, moments, zone: z };
      const due = dueAt(from, w, times, 1);
      expect(due >= from).toBe(true);
      if (/^\D/.test(w)) expect(due > from).toBe(true);
      const next = dueAt(new Date(from.getTime() + later * 1000), w, times, 1);
      expect(next >= due).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('a moment shows its own time, or, where the clock skips that, the same number of minutes into the hour after it', () => {
  const shown = (z: string, at: Date) => new Intl.DateTimeFormat('sv', { timeZone: z, timeStyle: 'short' }).format(at);
  fc.assert(
    fc.property(zone, instant, (z, from) => {
      const at = dueAt(from, 'soon', { calendars, moments, zone: z }, 1);
      // Lord Howe skips half an hour, from 02:00 to 02:30
      expect(['02:30', '03:30']).toContain(shown(z, at));
      expect(at.getTime() - from.getTime()).toBeLessThanOrEqual(26 * 3_600_000);
    }),
    { numRuns: 500 },
  );
});

test('a chain of 1,000 business spans takes milliseconds', () => {
  const times = { calendars, moments, zone: 'Europe/Berlin' };
  const chain = () => {
    let at = new Date('2026-01-05T08:00:00Z');
    for (let n = 0; n < 1000; n += 1) at = dueAt(at, '4h business', times, 1);
    return at;
  };
  const last = dateOf(Math.floor(chain().getTime() / 86_400_000));
  const begun = performance.now();
  expect(dateOf(Math.floor(chain().getTime() / 86_400_000))).toBe(last);
  // a few; the bound leaves a busy machine its time
  expect(performance.now() - begun).toBeLessThan(100);
  expect(last).toBe('2027-12-08');
});
