import type { Calendar } from './calendar.ts';
import { opensOn } from './calendar.ts';
import { dateOf, dayIn, dayMs, dayOf, wallTime } from './wall.ts';

interface Hours {
  opens: number;
  closes: number;
}

/** Zone of a calendar's days and hours: its own, else the playbook's. */
export const zoneOf = (calendar: Calendar, zone: string): string => calendar.zone ?? zone;

const remembered = 4000;
/** Hours of days that were looked up, by calendar: that asks the zone database, and a chain of deadlines asks for the same days again and again. */
const known = new WeakMap<Calendar, { zone: string; hours: Map<number, Hours | undefined> }>();

/** The hours that begin on a day, or undefined where the calendar does not open then: also where a clock change leaves nothing of them, or the zone skips the day. */
export function hoursOn(calendar: Calendar, playbookZone: string, day: number): Hours | undefined {
  const zone = zoneOf(calendar, playbookZone);
  let memo = known.get(calendar);
  if (memo?.zone !== zone || memo.hours.size >= remembered) {
    memo = { zone, hours: new Map() };
    known.set(calendar, memo);
  }
  const hours = memo.hours.get(day);
  if (hours !== undefined || memo.hours.has(day)) return hours;
  const found = opensOn(calendar, day) ? lookUp(calendar, zone, day) : undefined;
  memo.hours.set(day, found);
  return found;
}

function lookUp({ from, to }: Calendar, zone: string, day: number): Hours | undefined {
  const opens = wallTime(zone, day, from);
  // Samoa had no 30 December 2011: its times are those of the 31st, which has hours of its own
  if (dayIn(zone, opens) !== day && dayIn(zone, wallTime(zone, day, '00:00')) !== day) return undefined;
  const closes = wallTime(zone, to > from ? day : day + 1, to);
  return opens < closes ? { opens: opens.getTime(), closes: closes.getTime() } : undefined;
}

/** No parsed calendar is closed so many days in a row. */
const patience = 800;

/** The first day, not before `day`, on which a calendar opens. */
export function businessDayFrom(calendar: Calendar, zone: string, day: number): number {
  for (let later = day; later <= day + patience; later += 1) {
    if (hoursOn(calendar, zone, later) !== undefined) return later;
  }
  throw new RangeError(`no opening within ${patience} days of ${dateOf(day)}`);
}

const lastDay = dayOf('2100-12-31');

/**
 * When so many seconds of open time have passed since an instant. A clock outside the hours starts at the next opening; what ends
 * exactly at the close is due at the next opening. What the calendar does not give before 2101 is due then: the search has an end.
 */
export function openAfter(calendar: Calendar, zone: string, from: Date, seconds: number): Date {
  let left = seconds * 1000;
  let at = from.getTime();
  // hours of the day before yesterday reach today, where they cross midnight twelve hours west of UTC
  let day = Math.floor(at / dayMs) - 2;
  for (;;) {
    day = businessDayFrom(calendar, zone, day);
    if (day > lastDay) return new Date(Math.max(at, (lastDay + 1) * dayMs));
    const hours = hoursOn(calendar, zone, day);
    day += 1;
    if (hours === undefined || hours.closes <= at) continue;
    at = Math.max(at, hours.opens);
    if (left < hours.closes - at) return new Date(at + left);
    left -= hours.closes - at;
    at = hours.closes;
  }
}
