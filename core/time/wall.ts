import { Temporal } from 'temporal-polyfill';

/** Milliseconds of a day of 24 hours. */
export const dayMs = 86_400_000;

/** Its wall clock is the instant itself: no zone database is asked. */
export const isUtc = (zone: string): boolean => zone === 'UTC';

/** Days are counted from 1970-01-01, so that a date is a number: the day of an instant in a zone. */
export function dayIn(zone: string, at: Date): number {
  if (isUtc(zone) && !Number.isNaN(at.getTime())) return Math.floor(at.getTime() / dayMs);
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
  return Date.UTC(local.year, local.month - 1, local.day) / dayMs;
}

/** `2026-03-29` of a day's number. */
export const dateOf = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);
/** A day's number of `2026-03-29`. */
export const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / dayMs;

const clockTime = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;
/** The last day whose year has four digits, as every date that is read. */
const lastDay = dayOf('9999-12-31');

/** When a wall clock in a zone shows a time of a day, `00:00` to `24:00`; a time that a clock change skips is the first after it (02:30 → 03:30), of two it is the first. */
export function wallTime(zone: string, day: number, time: string): Date {
  if (isUtc(zone) && day >= 0 && day < lastDay && Number.isInteger(day) && clockTime.test(time))
    return new Date(day * dayMs + (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * 60_000);
  const [date, clock] = time === '24:00' ? [dateOf(day + 1), '00:00'] : [dateOf(day), time];
  const { epochMilliseconds } = Temporal.PlainDateTime.from(`${date}T${clock}`).toZonedDateTime(zone);
  return new Date(epochMilliseconds);
}
