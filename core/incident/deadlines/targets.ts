import type { Playbook } from '#core/playbook/schema';
import { msOf } from '#core/time/iso';
import { after, whenFrom } from '../time.ts';
import type { Deadline } from './deadline.ts';
import type { OpenGrounds } from './grounds.ts';

/** A target is missed anew after a change of severity, and after an acknowledgement that has lapsed; not after one that was handed back. */
const respondKey = ({ epoch, lapses = 0 }: OpenGrounds['clocks']): string =>
  lapses === 0 ? `respond/${epoch}` : `respond/${epoch}/${lapses}`;

/** When the targets of the severity are missed: to acknowledge, and to resolve. */
export function* targets(i: OpenGrounds, playbook: Playbook): Generator<Deadline> {
  const rung = playbook.severities.findIndex((s) => s.id === i.severity);
  const { respond, resolve } = playbook.severities[rung]?.targets ?? {};
  const path = `severities.${rung}`;
  const { unacknowledgedFrom, cycleFrom } = i.clocks;
  if (respond !== undefined && i.acknowledged === undefined)
    yield {
      does: 'miss',
      missed: { target: 'respond', within: respond },
      what: `acknowledge within ${respond}`,
      path,
      key: respondKey(i.clocks),
      due: whenFrom(unacknowledgedFrom, respond, playbook, i.speed),
    };
  if (resolve !== undefined)
    yield {
      does: 'miss',
      missed: { target: 'resolve', within: resolve },
      what: `resolve within ${resolve}`,
      path,
      key: `resolve/${i.severity}`,
      // planned work is late from its own end on
      due: whenFrom(i.cycle === 1 ? (i.maintenance?.until ?? cycleFrom) : cycleFrom, resolve, playbook, i.speed),
    };
}

/** When an acknowledgement that nothing has come of is over. */
export function* acknowledgement(
  { acknowledged, severity, clocks, speed }: OpenGrounds,
  playbook: Playbook,
): Generator<Deadline> {
  const rung = playbook.severities.findIndex((s) => s.id === severity);
  const { ackTimeout } = playbook.severities[rung] ?? {};
  if (ackTimeout === undefined || acknowledged === undefined) return;
  const last = msOf(acknowledged.at) > msOf(clocks.progressAt) ? acknowledged.at : clocks.progressAt;
  yield { does: 'lapse', path: `severities.${rung}`, key: `lapse/${last}`, due: after(last, ackTimeout, speed) };
}
