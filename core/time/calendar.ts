import * as z from 'zod';
import { CalendarDate, TimeOfDay, Weekday, Zone } from '#core/playbook/words';
import { dateOf, dayOf } from './wall.ts';

const longest = 366;
const ClosingTime = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a closing time is HH:MM, 00:00 to 24:00, which is the end of the day');

/** Open time: hours on each of `days`, but not on `holidays`. */
export const Calendar = z
  .strictObject({
    days: z.array(Weekday).min(1).meta({ description: 'Weekdays on which it opens' }),
    from: TimeOfDay.meta({ description: 'When it opens, HH:MM' }),
    to: ClosingTime.meta({
      description:
        'When it closes, HH:MM; before the opening it is a time of the next day, and the whole shift belongs to the day on which it opens; 24:00 is the end of the day',
    }),
    holidays: z
      .array(CalendarDate)
      .max(1000)
      .default([])
      .meta({ description: 'Dates on which it does not open, YYYY-MM-DD' }),
    zone: Zone.optional().meta({ description: 'Zone of its days and hours; without one, the playbook’s' }),
  })
  .superRefine((calendar, context) => {
    if (calendar.from === calendar.to)
      context.addIssue({
        code: 'custom',
        path: ['to'],
        message: `another time than the opening; whole days are from: "00:00", to: "24:00"`,
      });
    const closed = longestClosure(calendar);
    if (closed !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['holidays'],
        message: `an opening at least once in ${longest} days: it is closed from ${closed.from} to ${closed.to}`,
      });
  });
export type Calendar = z.infer<typeof Calendar>;

const weekdays = Weekday.options;
/** Whether a calendar's hours begin on a day: one of its weekdays, and no holiday. */
export const opensOn = ({ days, holidays }: Pick<Calendar, 'days' | 'holidays'>, day: number): boolean => {
  // day 0, 1970-01-01, was a Thursday
  const weekday = weekdays[(day + 3) % 7];
  return weekday !== undefined && days.includes(weekday) && !holidays.includes(dateOf(day));
};

/** Closed days in a row that are more than a deadline should ever wait; without 52 holidays no calendar has so many. */
function longestClosure(calendar: Pick<Calendar, 'days' | 'holidays'>): { from: string; to: string } | undefined {
  if (calendar.holidays.length < 52) return undefined;
  const holidays = calendar.holidays.map(dayOf).sort((a, b) => a - b);
  const [first = 0, last = 0] = [holidays[0], holidays.at(-1)];
  let closedFrom = first - 7;
  for (let day = closedFrom; day <= last + 7; day += 1) {
    if (!opensOn(calendar, day)) continue;
    if (day - closedFrom > longest) return { from: dateOf(closedFrom), to: dateOf(day - 1) };
    closedFrom = day + 1;
  }
  return undefined;
}
