import * as z from 'zod';
import { own } from '#core/own';
import { CalendarDate, nameOf, TimeOfDay, Weekday } from '#core/playbook/words';
import type { Calendar } from './calendar.ts';
import { businessDayFrom, hoursOn, zoneOf } from './hours.ts';
import { parseSpan } from './span.ts';
import { dayIn, dayMs, dayOf, wallTime } from './wall.ts';

/** Each kind of moment by the key that names it: the keys that it needs beside it, those that it may have, and an example. */
const kinds = {
  days: {
    needs: [],
    may: ['time', 'of', 'orNext'],
    example: '{ days: 1, time: "09:00" }, or { days: 1, of: business }',
  },
  weekday: { needs: ['time'], may: [], example: '{ weekday: mon, time: "09:00" }' },
  first: { needs: ['of', 'time'], may: [], example: '{ first: month, of: business, time: "09:00" }' },
  every: { needs: ['from', 'time'], may: [], example: '{ every: 2w, from: "2026-01-05", time: "10:00" }' },
} as const;
const names = ['days', 'weekday', 'first', 'every'] as const;
const rest = ['time', 'of', 'orNext', 'from'] as const;

/** Name of a moment: an id that begins with a letter, so that no moment looks like a duration. */
export const MomentName = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_-]{0,39}$/,
    'the name of a moment has 1 to 40 of A-Z a-z 0-9 _ - and starts with a letter',
  );

/** A wall-clock time that comes after another instant: which kind it is, is the one key of days, weekday, first and every. */
export const Moment = z
  .strictObject({
    days: z
      .int({ error: 'a whole number of days, 0 to 400' })
      .min(0, 'a whole number of days, 0 to 400')
      .max(400, 'a whole number of days, 0 to 400')
      .optional()
      .meta({ description: 'So many calendar days after the date of the clock, or business days with `of`' }),
    weekday: Weekday.optional().meta({ description: 'The next such weekday' }),
    first: z
      .enum(['month', 'quarter', 'year'])
      .optional()
      .meta({ description: 'The first business day of each month, quarter or year' }),
    every: z
      .string()
      .regex(/^\d+[dw]$/, { error: 'a whole number of days or weeks: 14d, 2w', abort: true })
      .refine((every) => parseSpan(every).seconds >= 86_400 && parseSpan(every).seconds <= 400 * 86_400, {
        error: '1d to 400d',
      })
      .optional()
      .meta({ description: 'Every so many days or weeks, 14d or 2w, counted from the date `from`' }),
    from: CalendarDate.optional().meta({ description: 'The first date of `every`, YYYY-MM-DD' }),
    of: nameOf('calendar').optional().meta({ description: 'The calendar whose business days are counted' }),
    orNext: nameOf('calendar')
      .optional()
      .meta({ description: 'A calendar: a day that is no business day moves to the next one' }),
    time: TimeOfDay.optional().meta({
      description: 'Time of day, HH:MM; without it a moment with `days` and `of` is the opening',
    }),
  })
  .superRefine((moment, context) => {
    // an unknown key may be the misspelt one that is missing
    if (context.issues.length > 0) return;
    const wrong = (message: string, path: string[] = []) => context.addIssue({ code: 'custom', path, message });
    const [name, ...others] = names.filter((key) => moment[key] !== undefined);
    if (name === undefined) return wrong('a moment with one of days, weekday, first, every');
    if (others.length > 0) return wrong(`only one of ${[name, ...others].join(', ')}`);
    const { needs, may, example } = kinds[name];
    const fits: readonly string[] = [...needs, ...may];
    const extra = rest.find((key) => moment[key] !== undefined && !fits.includes(key));
    if (extra !== undefined) return wrong(`no ${extra} beside ${name}: ${example}`, [extra]);
    const missing = needs.find((key) => moment[key] === undefined);
    if (missing !== undefined) return wrong(`${missing} beside ${name}: ${example}`);
    if (moment.of !== undefined && moment.orNext !== undefined)
      return wrong('no orNext beside of, whose days are business days already', ['orNext']);
    if (name === 'days' && moment.time === undefined && moment.of === undefined)
      return wrong(`time beside days: ${example}`);
  })
  .meta({ description: 'A wall-clock time in the zone of the calendar that it names, else of the playbook' });
export type Moment = z.infer<typeof Moment>;

/** What moments are looked up in. */
export interface Almanac {
  calendars: Readonly<Record<string, Calendar>>;
  /** The playbook's zone: that of moments which name no calendar, and of calendars without their own. */
  zone: string;
}

/**
 * The first such moment strictly after an instant. Days count from the instant's local date, so `days: 0` is today while its time is still
 * to come, else the next such day. A wall time that a clock change skips moves on (02:30 → 03:30); of two it is the first.
 */
export function momentAfter(moment: Moment, almanac: Almanac, from: Date): Date {
  for (const at of momentsFrom(moment, almanac, from)) if (at > from) return at;
  throw new RangeError(`no such moment after ${from.toISOString()}: ${JSON.stringify(moment)}`);
}

/** Moments in their order, from the earliest that could lie after an instant. */
function* momentsFrom(moment: Moment, { calendars, zone: playbookZone }: Almanac, from: Date): Generator<Date> {
  const { days, weekday, first, every, time } = moment;
  const name = moment.of ?? moment.orNext;
  const calendar = own(calendars, name);
  if (name !== undefined && calendar === undefined) throw new RangeError(`no calendar ${name}`);
  const zone = calendar === undefined ? playbookZone : zoneOf(calendar, playbookZone);
  const today = dayIn(zone, from);
  const at = (day: number): Date =>
    time === undefined && calendar !== undefined
      ? new Date(hoursOn(calendar, zone, day)?.opens ?? Number.NaN)
      : wallTime(zone, day, time ?? '00:00');
  const businessDay = (day: number): number => (calendar === undefined ? day : businessDayFrom(calendar, zone, day));

  if (days !== undefined) {
    let day = moment.of === undefined ? businessDay(today + days) : today;
    if (moment.of !== undefined) for (let n = 0; n < days; n += 1) day = businessDay(day + 1);
    if (moment.of !== undefined && days === 0) day = businessDay(today);
    for (let n = 0; n < 4; n += 1, day = businessDay(day + 1)) yield at(day);
  }
  if (weekday !== undefined) {
    const ahead = Weekday.options.indexOf(weekday) - ((today + 3) % 7);
    for (let week = 0; week < 3; week += 1) yield at(today + ((ahead + 7) % 7) + week * 7);
  }
  if (every !== undefined && moment.from !== undefined) {
    const step = parseSpan(every).seconds / 86_400;
    const start = dayOf(moment.from);
    const turn = Math.max(0, Math.ceil((today - start) / step));
    for (let n = 0; n < 3; n += 1) yield at(start + (turn + n) * step);
  }
  if (first !== undefined) {
    const months = { month: 1, quarter: 3, year: 12 }[first];
    const date = new Date(today * dayMs);
    const month = Math.floor(date.getUTCMonth() / months) * months;
    const start = (n: number): number => Date.UTC(date.getUTCFullYear(), month + n * months) / dayMs;
    for (let n = 0; n < 30; n += 1) {
      const day = businessDay(start(n));
      // a period that is closed throughout has no first business day
      if (day < start(n + 1)) yield at(day);
    }
  }
}
