import type { Key, Ports, Row } from '#app/ports';
import { mustLoad } from '#app/store/incidents';
import { lineOf } from '#app/store/note';
import type { StorePorts } from '#app/store/stored';
import { alertsAreDue } from '#core/delivery/due';
import { MessageNotDelivered } from '#core/errors';
import { type AlertsOrder, PageOrder } from '#core/incident/outbox';
import { asJson, textOf } from '#core/json';
import { tryInTurn, type Way } from './attempt.ts';
import { claim, settle } from './lease.ts';
import type { AlertChange } from './message.ts';
import { beginOutage } from './outage.ts';
import { type Tried, tryLater } from './retry.ts';
import { waysToPage } from './ways.ts';

type Needs = StorePorts & Pick<Ports, 'channels' | 'queues'>;

/**
 * Tells every alert that a page has made what has become of its incident, under the page's own key: one row for all of them, expanded here.
 * What could not be told, and what a worker is still sending, is left for the next try.
 */
export async function followAlerts(ports: Needs, key: Key, peek: Row): Promise<void> {
  const order = peek['alerts'] as unknown as AlertsOrder;
  const { incident } = await mustLoad(ports, key.pk);
  if (!alertsAreDue(order, incident)) {
    await settle(ports, key, 'moot', {});
    return;
  }
  const claimed = await claim(ports, key, undefined, peek);
  if (claimed === undefined || claimed === 'moot') return;
  const pages = await ports.table.query(key.pk, { prefix: 'O#page#' });
  const told = new Set(Array.isArray(claimed.row['told']) ? claimed.row['told'].map(textOf) : []);
  const patience: Tried[] = [];
  const words: string[] = [];
  let left = 0;
  for (const row of pages) {
    if (told.has(row.sk)) continue;
    const page = PageOrder.parse(row['page']);
    if (page.cycle !== order.cycle) continue;
    if (row['settled'] === undefined && row['leaseUntil'] !== undefined) left += 1;
    for (const way of alertsOf(ports, row, page)) {
      const change = changeOf(key.pk, row, page, order, incident.severity);
      // each alert is a receiver of its own: what one channel has met with another page says nothing of this one
      const fresh = { ...claimed, row: { pk: key.pk, sk: key.sk } };
      const round = await tryInTurn(ports, key, fresh, 'message', [way], () => change);
      if ('receipt' in round) continue;
      left += 1;
      patience.push(...(round.left ?? []));
      for (const failure of round.failures) {
        words.push(failure.words);
        await beginOutage(ports, key.pk, failure, { to: page.person, place: `person:${page.person}`, seq: order.seq });
      }
    }
    if (words.length === 0 && row['settled'] !== undefined) told.add(row.sk);
  }
  if (left === 0) {
    await settle(ports, key, 'accepted', {});
    return;
  }
  await ports.table.write([{ update: key, set: { told: asJson([...told]) } }]);
  if (await tryLater(ports, key, claimed.row, { of: 'message', tried: patience })) return;
  const because = `${order.change} of ${left} alerts given up: ${[...new Set(words)].join('; ')}`;
  ports.log.error('alerts have been given up', { key: key.sk, because });
  await settle(ports, key, 'given-up', {}, [
    lineOf(ports, key.pk, `given-up-${textOf(claimed.row['key'])}`, {
      type: 'MessageFailed',
      to: 'alerts',
      place: 'alerts',
      because,
      after: order.seq,
    }),
  ]);
  throw new MessageNotDelivered(`${key.sk}: ${because}`);
}

/** Where a page has made an alert that lives on, or may have: by today's address of the person. */
function alertsOf({ deployed }: Needs, row: Row, page: PageOrder): Way[] {
  if (row['claims'] === undefined) return [];
  return waysToPage(deployed, page).filter(({ tool }) => {
    const channel = deployed.vocabulary.channels.find((known) => known.tool === tool);
    const elsewhere = row['settled'] === 'accepted' && row['channel'] !== tool && row['ambiguous'] !== true;
    return channel?.capabilities.lifecycle === true && !elsewhere;
  });
}

const changeOf = (id: string, row: Row, page: PageOrder, order: AlertsOrder, severity: string): AlertChange => ({
  kind: 'alert',
  key: textOf(row['key']),
  incidentId: id,
  cycle: order.cycle,
  severity,
  subject: page.text,
  text: order.because,
  mayBeRepeat: false,
  actions: [],
  change: order.change,
});
