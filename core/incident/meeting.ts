import type * as z from 'zod';
import { dateAt, dateIn, isBusinessDay, nextBusinessDay } from '#core/calendar';
import type { Item } from '#core/item/item';
import { own } from '#core/own';
import type { ReviewRule } from '#core/playbook/review';
import type { Playbook } from '#core/playbook/schema';
import { seconds } from '#core/playbook/words';
import { wholeSecond } from './time.ts';

/** The review meeting of an incident resolved at an instant: calendar days later, in the playbook's zone. `late`: the limit that it misses. */
export function meetingOf(
  rule: z.infer<typeof ReviewRule>,
  playbook: Playbook,
  resolvedAt: string,
): { from: string; until: string; because: string; late?: string } {
  const calendar =
    playbook.businessCalendar === undefined ? undefined : own(playbook.calendars, playbook.businessCalendar);
  let day = dateAt(new Date(resolvedAt), playbook.zone, rule.days, rule.time);
  let because = `day ${rule.days} after resolution at ${rule.time} ${playbook.zone}`;
  if (rule.businessDay && calendar !== undefined && !isBusinessDay(calendar, playbook.zone, day)) {
    day = nextBusinessDay(calendar, playbook.zone, day, rule.time);
    because = `${because}, moved to the next business day`;
  }
  const from = wholeSecond(day.getTime());
  const until = wholeSecond(day.getTime() + seconds(rule.lasts) * 1000);
  const late = rule.within !== undefined && day.getTime() - Date.parse(resolvedAt) > seconds(rule.within) * 1000;
  return {
    from,
    until,
    because,
    ...(late && rule.within !== undefined ? { late: rule.within } : {}),
  };
}

/** An item's id by the playbook's pattern; one that does not name the incident gets its id in front, so that no other incident's item can take it. */
function itemId(pattern: string, incidentId: string, n: number): string {
  const whole = pattern.includes('{id}') ? pattern : `{id}-${pattern}`;
  return whole
    .replaceAll('{id}', incidentId)
    .replace(/\{n(?::(\d+))?\}/, (_, width: string | undefined) => String(n).padStart(Number(width ?? 1), '0'));
}

/** The day in a zone that is so much later; whole days are days of the calendar, also where the clock changes between. */
function dayAfter(zone: string, at: string, span: string): string {
  const days = seconds(span) / 86_400;
  const from = new Date(at);
  return Number.isInteger(days)
    ? dateIn(zone, dateAt(from, zone, days, '12:00'))
    : dateIn(zone, new Date(from.getTime() + seconds(span) * 1000));
}

/** The items that a review starts with, due in calendar days from `at`, in the playbook's zone. */
export function itemsOf(incidentId: string, playbook: Playbook, at: string): Item[] {
  return playbook.review.items.map((sample, n) => ({
    id: itemId(playbook.review.itemId, incidentId, n + 1),
    title: sample.title,
    priority: sample.priority,
    owner: sample.owner,
    due: dayAfter(playbook.zone, at, sample.due),
    status: 'open',
    category: sample.category,
    horizon: sample.horizon,
  }));
}
