import type { StorePorts } from '#app/store/stored';
import type { OutboxEntry } from '#core/incident/outbox';
import type { Incident } from '#core/incident/state';
import { iso } from '#core/incident/time';
import type { ReadinessView } from '#core/message/readiness-view';
import { type OnCallPeople, onCall } from '#core/on-call';
import { own } from '#core/own';
import { periodOf, trendsOf } from '#core/readiness/period';
import type { Readiness, readinessDue } from '#core/readiness/readiness';
import { list } from '#core/rules/expand';

type Due = NonNullable<ReturnType<typeof readinessDue>>;

interface Known {
  deployed: StorePorts['deployed'];
  people: OnCallPeople;
  now: Date;
  incidents: readonly Incident[];
}

/** What an entry of `readiness` tells at its moment: a message to each place and to each person whom its words mean now, the catch-all where they mean nobody. */
export function noticesOf(
  { id, since }: Readiness,
  due: Due,
  { deployed, people, now, incidents }: Known,
): OutboxEntry[] {
  const { pack, catchAll } = deployed;
  const { at, handOver } = due;
  const entry = pack.playbook.readiness.find((one) => one.id === id);
  if (entry === undefined) return [];
  const { tell, template = handOver === undefined ? 'readiness' : 'handover' } = entry.do;
  const name = (person: string | undefined): string | null =>
    person === undefined ? null : (own(people.people, person)?.name ?? person);
  const handover =
    handOver === undefined
      ? null
      : { ...handOver, until: handOver.until ?? null, to: name(handOver.to), from: name(handOver.from) };
  const readiness = { id, text: entry.text ?? null, from: since, to: at };
  const view = { ...viewOf(pack.playbook, readiness, incidents, deployed, now), handover };
  const handing = { incoming: handOver?.to, outgoing: handOver?.from };
  const places = list(tell).flatMap((word) => {
    if (handOver !== undefined && (word === 'incoming' || word === 'outgoing')) {
      const person = handing[word];
      return person === undefined ? [] : [`person:${person}`];
    }
    if (own(pack.playbook.places, word) !== undefined) return [word];
    return onCall(people, word, now).map(({ person }) => `person:${person}`);
  });
  const others = onCall(people, catchAll, now).map(({ person }) => `person:${person}`);
  // two hand-overs may be told of in the same second
  const occasion = [at, ...(handOver === undefined ? [] : [handOver.at])]
    .map((one) => Date.parse(one) / 1000)
    .join('.');
  return [...new Set(places.length > 0 ? places : others)].map((place) => ({
    queue: 'send',
    key: `readiness.${id}.${occasion}.${place.replace(':', '-')}`,
    notice: { place, template, view },
  }));
}

function viewOf(
  playbook: StorePorts['deployed']['pack']['playbook'],
  readiness: ReadinessView['readiness'],
  incidents: readonly Incident[],
  { dashboardUrl }: Pick<StorePorts['deployed'], 'dashboardUrl'>,
  now: Date,
): Omit<ReadinessView, 'handover'> {
  const { name, title, zone, metrics } = playbook;
  const began = Date.parse(readiness.from);
  const period = periodOf(
    incidents.filter((i) => Date.parse(i.openedAt) >= began),
    playbook,
  );
  const before = periodOf(
    incidents.filter((i) => Date.parse(i.openedAt) < began),
    playbook,
  );
  return {
    moment: 'readiness',
    now: iso(now),
    playbook: { name, title, zone },
    readiness,
    period,
    before,
    trend: trendsOf(period, before, metrics),
    links: { dashboard: dashboardUrl },
  };
}
