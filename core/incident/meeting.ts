import { dateAt, dateIn } from '#core/calendar';
import type { Item } from '#core/item/item';
import { own } from '#core/own';
import type { Playbook } from '#core/playbook/schema';
import { seconds } from '#core/playbook/words';
import { valueFor } from '#core/rules/expand';
import { momentAfter } from '#core/time/moment';
import { wholeSecond } from './time.ts';

/** The review meeting of an incident of a severity, resolved at an instant; undefined where it has none. `late`: the limit that it misses. */
export function meetingOf(
  { meeting, ...playbook }: Playbook,
  severity: string,
  resolvedAt: string,
): { from: string; until: string; because: string; late?: string } | undefined {
  const name = valueFor(meeting?.at, severity);
  const moment = own(playbook.moments, name);
  if (meeting === undefined || name === undefined || moment === undefined) return undefined;
  const { within, lasts } = meeting;
  const at = momentAfter(moment, playbook, new Date(resolvedAt));
  const late = within !== undefined && at.getTime() - Date.parse(resolvedAt) > seconds(within) * 1000;
  return {
    from: wholeSecond(at.getTime()),
    until: wholeSecond(at.getTime() + seconds(lasts) * 1000),
    because: `${name} after the resolution`,
    ...(late ? { late: within } : {}),
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

/** The items that a review starts with, due in calendar days of the playbook's zone from the resolution, or from the review where the playbook says so and there is one. */
export function itemsOf(
  incidentId: string,
  playbook: Playbook,
  { resolvedAt, reviewAt }: { resolvedAt: string; reviewAt: string | undefined },
): Item[] {
  const { from, samples } = playbook.items;
  const at = from === 'review' ? (reviewAt ?? resolvedAt) : resolvedAt;
  const idOf = (title: string): string[] => {
    const n = samples.findIndex((sample) => sample.title === title);
    return n < 0 ? [] : [itemId(playbook.items.id, incidentId, n + 1)];
  };
  return samples.map((sample, n) => ({
    id: itemId(playbook.items.id, incidentId, n + 1),
    title: sample.title,
    priority: sample.priority,
    owner: sample.owner,
    due: dayAfter(playbook.zone, at, sample.due),
    status: 'open',
    category: sample.category,
    horizon: sample.horizon,
    dependsOn: sample.dependsOn.flatMap(idOf),
  }));
}
