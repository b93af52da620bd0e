import { Temporal } from 'temporal-polyfill';
import type { Calendar } from './time/calendar.ts';
import { businessDayFrom, hoursOn, openAfter, zoneOf } from './time/hours.ts';
import { isoOf } from './time/iso.ts';
import { dateOf, dayIn, dayOf, isUtc, wallTime } from './time/wall.ts';

const inZone = (at: Date, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
/** The day of an instant in a zone, `YYYY-MM-DD`. */
export const dateIn = (zone: string, at: Date): string => dateOf(dayIn(zone, at));

/** Whether an instant's day is a business day, in the calendar's zone. */
export const isBusinessDay = (calendar: Calendar, zone: string, at: Date): boolean =>
  hoursOn(calendar, zone, dayIn(zoneOf(calendar, zone), at)) !== undefined;

/** The instant itself where it lies in business time, else the next opening; with `laterDay` the opening of a later day in any case. */
export function nextOpening(
  calendar: Calendar,
  playbookZone: string,
  at: Date,
  { laterDay = false }: { laterDay?: boolean } = {},
): Date {
  if (!laterDay) return openAfter(calendar, playbookZone, at, 0);
  const zone = zoneOf(calendar, playbookZone);
  return wallTime(zone, businessDayFrom(calendar, zone, dayIn(zone, at) + 1), calendar.from);
}

/** The first business day after the day of an instant, at a time of day. */
export function nextBusinessDay(calendar: Calendar, playbookZone: string, at: Date, time: string): Date {
  const zone = zoneOf(calendar, playbookZone);
  return wallTime(zone, businessDayFrom(calendar, zone, dayIn(zone, at) + 1), time);
}

/** A time of day so many calendar days after the day of an instant. */
export const dateAt = (from: Date, zone: string, days: number, time: string): Date =>
  wallTime(zone, dayIn(zone, from) + days, time);

/** A time of day so many calendar days after a day, `YYYY-MM-DD`; with a calendar in its zone, and on its next business day. */
export function onDate(date: string, playbookZone: string, days: number, time: string, calendar?: Calendar): Date {
  const day = dayOf(date) + days;
  if (calendar === undefined) return wallTime(playbookZone, day, time);
  const zone = zoneOf(calendar, playbookZone);
  return wallTime(zone, businessDayFrom(calendar, zone, day), time);
}

/** `2026-03-11` and `14:02:07`: what a calendar and a clock on the wall show in a zone. */
function wallIn(zone: string, at: Date): { date: string; time: string } {
  const text = isUtc(zone) ? isoOf(at.getTime()) : inZone(at, zone).toPlainDateTime().toString();
  const [date = '', time = ''] = text.split('T');
  return { date, time: time.slice(0, 8) };
}

/** `14:02 UTC`: an instant's time of day in a zone. */
export const clockIn = (zone: string, at: Date): string => `${hourIn(zone, at)} ${zone}`;
/** `14:02`: the time of day in a zone. */
export const hourIn = (zone: string, at: Date): string => wallIn(zone, at).time.slice(0, 5);
/** `Wed`: the day of the week in a zone. */
export const weekdayIn = (zone: string, at: Date): string => {
  const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
  return days[inZone(at, zone).dayOfWeek - 1] ?? '';
};
/** `2026-03-11 14:02:07 UTC`. */
export const stampIn = (zone: string, at: Date): string => {
  const { date, time } = wallIn(zone, at);
  return `${date} ${time} ${zone}`;
};
/** `14:02`; another day than the reader's stands before it: `27 Nov 14:02`. */
export function shownTime(zone: string, at: Date, now: Date): string {
  const local = inZone(at, zone);
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  if (local.toPlainDate().equals(inZone(now, zone).toPlainDate())) return time;
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  return `${local.day} ${months[local.month - 1]} ${time}`;
}
