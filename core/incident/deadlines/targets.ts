import { nextOpening } from '#core/calendar';
import { own } from '#core/own';
import type { Playbook } from '#core/playbook/schema';
import type { Open } from '../state.ts';
import { after, wholeSecond } from '../time.ts';
import type { Deadline } from './deadline.ts';

/** When the targets of the severity are missed: to acknowledge, and to resolve. */
export function* targets(i: Open, playbook: Playbook): Generator<Deadline> {
  const rung = playbook.severities.findIndex((s) => s.id === i.severity);
  const { respond, resolve } = playbook.severities[rung]?.targets ?? {};
  const path = `severities.${rung}`;
  const { unacknowledgedFrom, cycleFrom, epoch } = i.clocks;
  if (respond !== undefined && i.acknowledged === undefined)
    yield {
      does: 'miss',
      missed: { target: 'respond', within: respond },
      what: `acknowledge within ${respond}`,
      path,
      key: `respond/${epoch}`,
      due: respond === 'next-business-day' ? nextBusinessDay(i, playbook) : after(unacknowledgedFrom, respond, i.speed),
    };
  if (resolve !== undefined)
    yield {
      does: 'miss',
      missed: { target: 'resolve', within: resolve },
      what: `resolve within ${resolve}`,
      path,
      key: `resolve/${i.severity}`,
      due: after(cycleFrom, resolve, i.speed),
    };
}

function nextBusinessDay({ clocks, speed }: Open, playbook: Playbook): string {
  const calendar =
    playbook.businessCalendar === undefined ? undefined : own(playbook.calendars, playbook.businessCalendar);
  if (calendar === undefined) return after(clocks.unacknowledgedFrom, '1d', speed);
  const tomorrow = new Date(Date.parse(clocks.unacknowledgedFrom) + 1000);
  return wholeSecond(nextOpening(calendar, playbook.zone, tomorrow, { laterDay: true }).getTime());
}
