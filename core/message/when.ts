import { clockIn, dateIn, weekdayIn } from '../calendar.ts';
import { dayIn } from '../time/wall.ts';

/** Days within which the name of a weekday means one day only. */
const WEEK = 7;

/** `14:02 UTC`, of another day than that of `now` `Sat 14:02 UTC`, further than six days away `2026-03-14 14:02 UTC`. */
export function whenIn(zone: string, at: Date, now: Date): string {
  const time = clockIn(zone, at);
  const days = Math.abs(dayIn(zone, at) - dayIn(zone, now));
  if (days === 0) return time;
  return `${days < WEEK ? weekdayIn(zone, at) : dateIn(zone, at)} ${time}`;
}
