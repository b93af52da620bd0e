import { Temporal } from 'temporal-polyfill';
import type * as z from 'zod';
import type { Calendar as CalendarSchema } from './playbook/schema.ts';
import type { Weekday } from './playbook/words.ts';

type Calendar = z.infer<typeof CalendarSchema>;
type Day = z.infer<typeof Weekday>;

const weekdays: readonly Day[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
/** A calendar whose every day is a holiday has no opening: ten years are searched. */
const horizon = 3660;

const inZone = (at: Date, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
/** A wall-clock time on a date; one that a clock change skips is the first after it, one that it repeats is the first. */
const instantOf = (date: Temporal.PlainDate, time: string, zone: string): Date =>
  new Date(date.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds);

const isOpenOn = (calendar: Calendar, date: Temporal.PlainDate): boolean => {
  const day = weekdays[date.dayOfWeek - 1];
  return day !== undefined && calendar.days.includes(day) && !calendar.holidays.includes(date.toString());
};

/** The day of an instant in a zone, `YYYY-MM-DD`. */
export const dateIn = (zone: string, at: Date): string => inZone(at, zone).toPlainDate().toString();

/** Whether an instant's day is a business day in the zone. */
export const isBusinessDay = (calendar: Calendar, zone: string, at: Date): boolean =>
  isOpenOn(calendar, inZone(at, zone).toPlainDate());

/** Whether an instant lies in business time: from the opening, up to but not at the close. */
export const isOpen = (calendar: Calendar, zone: string, at: Date): boolean =>
  nextOpening(calendar, zone, at).getTime() === at.getTime();

/** The instant itself where it lies in business time, else the next opening; with `laterDay` the opening of a later day in any case. */
export function nextOpening(
  calendar: Calendar,
  zone: string,
  at: Date,
  { laterDay = false }: { laterDay?: boolean } = {},
): Date {
  const today = inZone(at, zone).toPlainDate();
  if (!laterDay && isOpenOn(calendar, today)) {
    const opens = instantOf(today, calendar.from, zone);
    if (at < opens) return opens;
    if (at < instantOf(today, calendar.to, zone)) return at;
  }
  return instantOf(businessDayAfter(calendar, today), calendar.from, zone);
}

/** The first business day after the day of an instant, at a time of day. */
export const nextBusinessDay = (calendar: Calendar, zone: string, at: Date, time: string): Date =>
  instantOf(businessDayAfter(calendar, inZone(at, zone).toPlainDate()), time, zone);

function businessDayAfter(calendar: Calendar, date: Temporal.PlainDate): Temporal.PlainDate {
  for (let days = 1; days <= horizon; days += 1) {
    const later = date.add({ days });
    if (isOpenOn(calendar, later)) return later;
  }
  throw new RangeError(`no business day within ${horizon} days of ${date.toString()}`);
}

/** A time of day so many calendar days after the day of an instant. */
export const dateAt = (from: Date, zone: string, days: number, time: string): Date =>
  instantOf(inZone(from, zone).toPlainDate().add({ days }), time, zone);

/** A time of day so many calendar days after a day, `YYYY-MM-DD`; moved to the next business day of a calendar, if one is given. */
export function onDate(day: string, zone: string, days: number, time: string, calendar?: Calendar): Date {
  const date = Temporal.PlainDate.from(day).add({ days });
  const isClosed = calendar !== undefined && !isOpenOn(calendar, date);
  return instantOf(isClosed ? businessDayAfter(calendar, date) : date, time, zone);
}

/** A time of day so many calendar days after the day of an instant, moved to the next business day where it falls on none. */
export function businessDateAt(from: Date, zone: string, days: number, time: string, calendar: Calendar): Date {
  const day = dateAt(from, zone, days, time);
  return isBusinessDay(calendar, zone, day) ? day : nextBusinessDay(calendar, zone, day, time);
}

/** The first instant, not before `from`, that is this weekday at this time. */
export function weekdayAt(from: Date, zone: string, weekday: Day, time: string): Date {
  const today = inZone(from, zone).toPlainDate();
  for (let days = 0; days <= 8; days += 1) {
    const day = today.add({ days });
    const at = instantOf(day, time, zone);
    if (weekdays[day.dayOfWeek - 1] === weekday && at >= from) return at;
  }
  throw new RangeError(`no ${weekday} after ${from.toISOString()}`);
}

/** When so many seconds of business time have passed since an instant. */
export function addBusinessTime(calendar: Calendar, zone: string, from: Date, seconds: number): Date {
  let left = seconds * 1000;
  let at = nextOpening(calendar, zone, from);
  for (let opening = 0; opening < horizon; opening += 1) {
    const closes = instantOf(inZone(at, zone).toPlainDate(), calendar.to, zone).getTime();
    if (left < closes - at.getTime() || left === 0) return new Date(at.getTime() + left);
    left -= closes - at.getTime();
    at = nextOpening(calendar, zone, new Date(closes));
  }
  throw new RangeError(`${seconds} s of business time end past ${horizon} openings`);
}

/** `14:02 UTC`: an instant's time of day in a zone. */
export const clockIn = (zone: string, at: Date): string =>
  `${inZone(at, zone).toPlainTime().toString({ smallestUnit: 'minute' })} ${zone}`;
/** `14:02`: the time of day in a zone. */
export const hourIn = (zone: string, at: Date): string =>
  inZone(at, zone).toPlainTime().toString({ smallestUnit: 'minute' });
/** `Wed`: the day of the week in a zone. */
export const weekdayIn = (zone: string, at: Date): string => {
  const day = weekdays[inZone(at, zone).dayOfWeek - 1] ?? '';
  return `${day.charAt(0).toUpperCase()}${day.slice(1)}`;
};
/** `2026-03-11 14:02:07 UTC`. */
export const stampIn = (zone: string, at: Date): string => {
  const local = inZone(at, zone);
  return `${local.toPlainDate().toString()} ${local.toPlainTime().toString({ smallestUnit: 'second' })} ${zone}`;
};
/** `14:02`; another day than the reader's stands before it: `27 Nov 14:02`. */
export function shownTime(zone: string, at: Date, now: Date): string {
  const local = inZone(at, zone);
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  if (local.toPlainDate().equals(inZone(now, zone).toPlainDate())) return time;
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  return `${local.day} ${months[local.month - 1]} ${time}`;
}
