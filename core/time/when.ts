import * as z from 'zod';
import { own } from '#core/own';
import type { Calendar } from './calendar.ts';
import { openAfter } from './hours.ts';
import { type Almanac, type Moment, momentAfter } from './moment.ts';
import { parseSpan, spanFault } from './span.ts';

const form = 'a duration (60s, 5m, 1h, 2d, 1w, 4h business) or the name of a moment';
/** What begins with a digit is meant as a duration, all else as a name: so one mistake is one error. */
const whenFault = (text: string): string | undefined =>
  /^\d/.test(text) ? spanFault(text) : /^[A-Za-z][A-Za-z0-9_-]{0,39}$/.test(text) ? undefined : form;

/** A span or the name of a moment. */
export const When = z
  .string({ error: form })
  .regex(/^(?:\d+(?:[smh](?: [A-Za-z0-9][A-Za-z0-9_-]{0,39})?|[dw])|[A-Za-z][A-Za-z0-9_-]{0,39})$/, {
    error: ({ input }) => whenFault(String(input)) ?? form,
    abort: true,
  })
  .refine((when) => whenFault(when) === undefined, { error: ({ input }) => whenFault(String(input)) ?? form })
  .meta({ names: 'when', description: 'A duration, 5m or 4h business, or the name of a moment' });
export type When = z.infer<typeof When>;

/** Whether it is the name of a moment, and no span. */
export const isMoment = (when: When): boolean => /^\D/.test(when);
/** Whether it is no time at all. */
export const isAtOnce = (when: When): boolean => /^0+[smhdw]$/.test(when);

/** What spans and names of moments are looked up in. */
export interface Times extends Almanac {
  moments: Readonly<Record<string, Moment>>;
}

const wholeSecond = (ms: number): number => Math.ceil(ms / 1000) * 1000;

/**
 * When something is due that long, or at that moment, after an instant; to the whole second above, but what is due at once is due at the
 * instant itself. At a speed above 1 elapsed time is divided by it. Open time and moments are not: they are wall-clock times, and an
 * incident that is told faster does not move the opening of an office.
 */
export function dueAt(from: Date, when: When, times: Times, speed: number): Date {
  if (isMoment(when)) {
    const moment = own(times.moments, when);
    if (moment === undefined) throw new RangeError(`no moment ${when}`);
    return momentAfter(moment, times, from);
  }
  const { seconds, calendar: name } = parseSpan(when);
  if (name !== undefined) {
    const calendar = own(times.calendars, name);
    if (calendar === undefined) throw new RangeError(`no calendar ${name}`);
    // rounded before it is counted, so that what would end within the last second of the hours is due at the next opening
    return openAfter(calendar, times.zone, seconds === 0 ? from : new Date(wholeSecond(from.getTime())), seconds);
  }
  return seconds === 0 ? from : new Date(wholeSecond(from.getTime() + (seconds * 1000) / speed));
}

/** The instant itself where it lies within a calendar's hours, else the next opening: what a rule with `during` waits for. */
export const withinHours = (calendar: Calendar, zone: string, at: Date): Date => openAfter(calendar, zone, at, 0);
