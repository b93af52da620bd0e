import type { StorePorts } from '#app/store/stored';
import type { OutboxEntry } from '#core/incident/outbox';
import type { Incident } from '#core/incident/state';
import { iso } from '#core/incident/time';
import type { ReadinessView } from '#core/message/readiness-view';
import { onCall } from '#core/on-call';
import { own } from '#core/own';
import { periodOf, trendsOf } from '#core/readiness/period';
import type { Readiness } from '#core/readiness/readiness';
import { list } from '#core/rules/expand';

interface Known {
  deployed: StorePorts['deployed'];
  now: Date;
  incidents: readonly Incident[];
}

/** What an entry of `readiness` tells at its moment: a message to each place and to each person whom its words mean now, the catch-all where they mean nobody. */
export function noticesOf({ id, since }: Readiness, at: string, { deployed, now, incidents }: Known): OutboxEntry[] {
  const { pack, people, catchAll } = deployed;
  const entry = pack.playbook.readiness.find((one) => one.id === id);
  if (entry === undefined) return [];
  const { tell, template = 'readiness' } = entry.do;
  const view = viewOf(pack.playbook, { id, text: entry.text ?? null, from: since, to: at }, incidents, deployed, now);
  const places = list(tell).flatMap((word) => {
    if (own(pack.playbook.places, word) !== undefined) return [word];
    return onCall(people, word, now).map(({ person }) => `person:${person}`);
  });
  const others = onCall(people, catchAll, now).map(({ person }) => `person:${person}`);
  return [...new Set(places.length > 0 ? places : others)].map((place) => ({
    queue: 'send',
    key: `readiness.${id}.${Date.parse(at) / 1000}.${place.replace(':', '-')}`,
    notice: { place, template, view },
  }));
}

function viewOf(
  playbook: StorePorts['deployed']['pack']['playbook'],
  readiness: ReadinessView['readiness'],
  incidents: readonly Incident[],
  { dashboardUrl }: Pick<StorePorts['deployed'], 'dashboardUrl'>,
  now: Date,
): ReadinessView {
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
