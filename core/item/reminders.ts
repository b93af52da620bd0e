import { onDate } from '#core/calendar';
import { wholeSecond } from '#core/incident/time';
import { own } from '#core/own';
import type { Playbook } from '#core/playbook/schema';
import { seconds } from '#core/playbook/words';
import type { Item } from './item.ts';

/** Something that an open item brings about at an instant: its owner is reminded, or others hear that it stays overdue. */
export interface Reminder {
  does: 'remind' | 'escalate';
  due: string;
  /** Its rule in the playbook. */
  path: string;
}

const days = (duration: string): number => seconds(duration) / 86_400;

/** All reminders of an item after `since`, in their order; none of one that is done. Days are those of the calendar, in the playbook's zone. */
export function remindersOf(item: Item, playbook: Playbook, since: string | undefined): Reminder[] {
  const rules = playbook.items.reminders;
  if (rules === undefined || item.status === 'done') return [];
  const { before, overdue, escalate } = rules;
  const at = (does: Reminder['does'], offset: number, path: string): Reminder => ({
    does,
    due: instantOf(item.due, offset, playbook),
    path: `items.reminders.${path}`,
  });
  const repeats = Array.from({ length: overdue?.times ?? 0 }, (_, n) => (n + 1) * days(overdue?.every ?? '0d'));
  const all = [
    ...before.map((ahead) => at('remind', -days(ahead), 'before')),
    ...repeats.map((late) => at('remind', late, 'overdue')),
    ...(escalate === undefined ? [] : [at('escalate', days(escalate.after), 'escalate')]),
  ];
  return all
    .filter(({ due }) => since === undefined || Date.parse(due) > Date.parse(since))
    .sort((a, b) => Date.parse(a.due) - Date.parse(b.due));
}

/** The playbook's time of day so many days after a day, on the next business day where the playbook asks for one. */
function instantOf(day: string, offset: number, { items, zone, calendars, businessCalendar }: Playbook): string {
  const { at = '09:00', businessDay = false } = items.reminders ?? {};
  const calendar = businessDay ? own(calendars, businessCalendar) : undefined;
  return wholeSecond(onDate(day, zone, offset, at, calendar).getTime());
}
