import { Temporal } from 'temporal-polyfill';
import type { Layer } from '../playbook/people.ts';
import { always, type Span } from './span.ts';

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
/** Any layer that has days opens within a week; one more, as a zone may skip a day. */
const DAYS = 8;

export interface Hours extends Span {
  open: boolean;
}
/** The stretch that was last asked for: one decision asks for the same instant many times. */
const last = new WeakMap<Layer, Hours>();

/** The stretch around an instant in which a layer is open, or closed. */
export function hoursAt(layer: Layer, at: number): Hours {
  if (layer.hours === undefined && layer.days === undefined) return { ...always, open: true };
  const known = last.get(layer);
  if (known !== undefined && known.from <= at && at < known.until) return known;
  const hours = findHours(layer, at);
  last.set(layer, hours);
  return hours;
}

function findHours(layer: Layer, at: number): Hours {
  const today = Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(layer.zone ?? 'UTC')
    .toPlainDate();
  const windows: Span[] = [];
  for (let day = -DAYS; day <= DAYS; day += 1) {
    const window = windowOf(layer, today.add({ days: day }));
    if (window === undefined || window.until <= window.from) continue;
    const before = windows.at(-1);
    // hours that begin where those of the day before end are one stretch
    if (before !== undefined && window.from <= before.until) before.until = Math.max(before.until, window.until);
    else windows.push(window);
  }
  const inside = windows.find(({ from, until }) => from <= at && at < until);
  if (inside !== undefined) return { ...inside, open: true };
  return {
    from: windows.findLast(({ until }) => until <= at)?.until ?? at,
    until: windows.find(({ from }) => from > at)?.from ?? at + 1,
    open: false,
  };
}

/** The hours that begin on a day; undefined where none do. */
function windowOf({ zone = 'UTC', hours, days }: Layer, date: Temporal.PlainDate): Span | undefined {
  const weekday = weekdays[date.dayOfWeek - 1];
  if (days !== undefined && (weekday === undefined || !days.includes(weekday))) return undefined;
  const { from, to } = hours ?? { from: '00:00', to: '00:00' };
  const instant = (day: Temporal.PlainDate, time: string): number =>
    day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds;
  return { from: instant(date, from), until: instant(to <= from ? date.add({ days: 1 }) : date, to) };
}
