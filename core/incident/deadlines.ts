import { nextOpening } from '#core/calendar';
import type { Step } from '#core/playbook/escalation';
import type { Pack } from '#core/playbook/pack';
import { seconds } from '#core/playbook/words';
import type { Incident } from './state.ts';
import { after, wholeSecond } from './time.ts';

/** Which promise a missed deadline broke. */
type Missed =
  | { target: 'respond' | 'resolve'; within: string }
  | { target: 'communicate'; update: 'first' | 'final' | 'summary'; audience: string };

/** Something that is owed by an instant, and what the clock does about it then. */
export type Deadline = { due: string; key: string } & (
  | { does: 'escalate'; step: Step; path: string }
  | { does: 'miss'; missed: Missed; what: string; path: string }
  | { does: 'remind'; audience: string; base: string; every?: number; what: 'first' | 'update'; path: string }
  | { does: 'ask-again' }
  | { does: 'retry-run' }
  | { does: 'close' }
);

/** All that an incident owes from now on, by the playbook and its present state alone; nobody sets a timer by hand. */
export function deadlinesOf(incident: Incident, { playbook }: Pack): Deadline[] {
  const all = [...whileOpen(incident, playbook), ...communicationOf(incident, playbook), ...always(incident)];
  return all.filter((d) => incident.done[d.key] === undefined);
}

function* whileOpen(i: Incident, playbook: Pack['playbook']): Generator<Deadline> {
  if (i.life !== 'open') return;
  for (const [n, step] of playbook.escalation.steps.entries()) {
    if (!step.severities.includes(i.severity)) continue;
    if (step.unless === 'acknowledged' && i.acknowledged !== undefined) continue;
    yield {
      does: 'escalate',
      step,
      path: `escalation.steps.${n}`,
      key: stepKey(i, step),
      due: stepDue(i, step, playbook),
    };
  }
  const rung = playbook.severities.findIndex((s) => s.id === i.severity);
  const { respond, resolve } = playbook.severities[rung]?.targets ?? {};
  const path = `severities.${rung}`;
  if (respond !== undefined && i.acknowledged === undefined) {
    const due =
      respond === 'next-business-day' ? nextBusinessDay(i, playbook) : after(i.unacknowledgedFrom, respond, i.speed);
    yield {
      does: 'miss',
      missed: { target: 'respond', within: respond },
      what: `acknowledge within ${respond}`,
      path,
      key: `respond/${i.epoch}`,
      due,
    };
  }
  if (resolve !== undefined) {
    const key = `resolve/${i.severity}`;
    yield {
      does: 'miss',
      missed: { target: 'resolve', within: resolve },
      what: `resolve within ${resolve}`,
      path,
      key,
      due: after(i.cycleFrom, resolve, i.speed),
    };
  }
  if (i.question?.again !== undefined) {
    const { id, askedAt, times, again } = i.question;
    const due = wholeSecond(Date.parse(askedAt) + (times * again * 1000) / i.speed);
    yield { does: 'ask-again', key: `again/${id}/${times}`, due };
  }
}

/** A step counts from the last change of severity while unacknowledged, from the opening while unresolved (rule G8). */
export const stepKey = (i: Incident, step: Step): string =>
  step.unless === 'acknowledged' ? `step/${i.epoch}/${step.id}` : `step/${step.id}`;

function stepDue(i: Incident, step: Step, playbook: Pack['playbook']): string {
  const from =
    step.from === 'progress' ? i.progressAt : step.unless === 'acknowledged' ? i.unacknowledgedFrom : i.cycleFrom;
  const due = after(from, step.after, i.speed);
  const calendar = step.calendar === undefined ? undefined : playbook.calendars[step.calendar];
  return calendar === undefined ? due : wholeSecond(nextOpening(calendar, playbook.zone, new Date(due)).getTime());
}

function nextBusinessDay(i: Incident, playbook: Pack['playbook']): string {
  const calendar = playbook.businessCalendar === undefined ? undefined : playbook.calendars[playbook.businessCalendar];
  if (calendar === undefined) return after(i.unacknowledgedFrom, '1d', i.speed);
  const tomorrow = new Date(Date.parse(i.unacknowledgedFrom) + 1000);
  return wholeSecond(nextOpening(calendar, playbook.zone, tomorrow, { laterDay: true }).getTime());
}

function* communicationOf(i: Incident, playbook: Pack['playbook']): Generator<Deadline> {
  for (const [n, audience] of playbook.communication.audiences.entries()) {
    if (!audience.severities.includes(i.severity)) continue;
    const path = `communication.audiences.${n}`;
    const last = i.updates[audience.id];
    const fresh = last !== undefined && Date.parse(last.at) >= Date.parse(i.cycleFrom) ? last : undefined;
    if (i.life === 'open') {
      const { first } = audience;
      if (first !== undefined && fresh === undefined) {
        const base = i.cycleFrom;
        yield {
          does: 'remind',
          what: 'first',
          audience: audience.id,
          base,
          path,
          key: `first/${audience.id}`,
          due: after(base, first.from, i.speed),
        };
        const key = `first-missed/${audience.id}`;
        yield {
          does: 'miss',
          missed: { target: 'communicate', update: 'first', audience: audience.id },
          what: `first update to ${audience.title}`,
          path,
          key,
          due: after(base, first.by, i.speed),
        };
      }
      const cadence = audience.cadence[i.severity];
      if (cadence !== undefined) {
        const start = first === undefined ? i.cycleFrom : after(i.cycleFrom, first.from, i.speed);
        const from = [start, i.unacknowledgedFrom, fresh?.at, i.reminded[audience.id]].reduce<string>(
          (latest, at) => (at !== undefined && Date.parse(at) > Date.parse(latest) ? at : latest),
          start,
        );
        const due = after(from, cadence, i.speed);
        const every = seconds(cadence) / i.speed;
        yield {
          does: 'remind',
          what: 'update',
          audience: audience.id,
          base: due,
          every,
          path,
          key: `update/${audience.id}/${due}`,
          due,
        };
      }
    }
    if (i.life !== 'open' && i.life !== 'ended') {
      for (const what of ['final', 'summary'] as const) {
        const promised = audience[what];
        if (promised === undefined || i.done[`${what}-sent/${audience.id}`] !== undefined) continue;
        const due = after(i.resolvedAt, promised.by, i.speed);
        yield {
          does: 'miss',
          missed: { target: 'communicate', update: what, audience: audience.id },
          what: `${what} to ${audience.title}`,
          path,
          key: `${what}-missed/${audience.id}`,
          due,
        };
      }
    }
  }
}

function* always(i: Incident): Generator<Deadline> {
  if (i.run.retryAt !== undefined)
    yield { does: 'retry-run', key: `retry/${i.run.retryAt}`, due: wholeSecond(i.run.retryAt) };
  if (i.life === 'resolved' && i.watchUntil !== undefined)
    yield { does: 'close', key: `close/${i.cycle}`, due: i.watchUntil };
}

/** The earliest deadline as it is stored: never in the past, never a second that was done before, so that no name is used twice. */
export function nextDue(incident: Incident, pack: Pack, now: Date, lastDone: string | undefined): string | undefined {
  const dues = deadlinesOf(incident, pack).map((d) => Date.parse(d.due));
  if (dues.length === 0) return undefined;
  const floor = lastDone === undefined ? 0 : Date.parse(lastDone) + 1000;
  return wholeSecond(Math.max(Math.min(...dues), now.getTime(), floor));
}
