import { own } from '#core/own';
import type { Audience } from '#core/playbook/communication';
import type { Playbook } from '#core/playbook/schema';
import { seconds } from '#core/playbook/words';
import type { Incident, Open } from '../state.ts';
import { after } from '../time.ts';
import type { Deadline } from './deadline.ts';

/** What the audiences of the severity are promised: first updates and cadences while it is open, final update and summary afterwards. */
export function* updates(i: Incident, playbook: Playbook): Generator<Deadline> {
  for (const [n, audience] of playbook.communication.audiences.entries()) {
    if (!audience.severities.includes(i.severity)) continue;
    const path = `communication.audiences.${n}`;
    if (i.life === 'open') yield* whileOpen(i, audience, path);
    else if (i.life !== 'ended') yield* afterwards(i, audience, path, i.resolvedAt);
  }
}

function* whileOpen(i: Open, audience: Audience, path: string): Generator<Deadline> {
  const { cycleFrom, unacknowledgedFrom, cadenceFrom = unacknowledgedFrom, reminded } = i.clocks;
  const last = own(i.updates, audience.id);
  const fresh = last !== undefined && Date.parse(last.at) >= Date.parse(cycleFrom) ? last : undefined;
  const { id, first } = audience;
  if (first !== undefined && fresh === undefined) {
    const due = after(cycleFrom, first.from, i.speed);
    yield { does: 'remind', what: 'first', audience: id, base: cycleFrom, path, key: `first/${id}`, due };
    yield {
      does: 'miss',
      missed: { target: 'communicate', update: 'first', audience: id },
      what: `first update to ${audience.title}`,
      path,
      key: `first-missed/${id}`,
      due: after(cycleFrom, first.by, i.speed),
    };
  }
  const cadence = own(audience.cadence, i.severity);
  if (cadence === undefined) return;
  const start = first === undefined ? cycleFrom : after(cycleFrom, first.from, i.speed);
  const due = after(latest(start, cadenceFrom, fresh?.at, own(reminded, id)), cadence, i.speed);
  const every = seconds(cadence) / i.speed;
  yield { does: 'remind', what: 'update', audience: id, base: due, every, path, key: `update/${id}/${due}`, due };
}

function* afterwards(i: Incident, audience: Audience, path: string, resolvedAt: string): Generator<Deadline> {
  for (const update of ['final', 'summary'] as const) {
    const promised = audience[update];
    if (promised === undefined || i.done[`${update}-sent/${audience.id}`] !== undefined) continue;
    yield {
      does: 'miss',
      missed: { target: 'communicate', update, audience: audience.id },
      what: `${update} to ${audience.title}`,
      path,
      key: `${update}-missed/${audience.id}`,
      due: after(resolvedAt, promised.by, i.speed),
    };
  }
}

const latest = (first: string, ...others: (string | undefined)[]): string =>
  others.reduce<string>((last, at) => (at !== undefined && Date.parse(at) > Date.parse(last) ? at : last), first);
