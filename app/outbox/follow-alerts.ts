import type { Key, Ports, Row } from '#app/ports';
import { mustLoad } from '#app/store/incidents';
import { prefixes } from '#app/store/keys';
import { lineOf } from '#app/store/note';
import type { StorePorts } from '#app/store/stored';
import { alertsAreDue } from '#core/delivery/due';
import { MessageNotDelivered } from '#core/errors';
import { waitsForOwn } from '#core/incident/each';
import { type AlertsOrder, PageOrder } from '#core/incident/outbox';
import type { Incident } from '#core/incident/state';
import { textOf } from '#core/json';
import { followsPages, ringsFor } from '#core/playbook/vocabulary';
import { tryInTurn, type Way } from './attempt.ts';
import { type Claimed, claim, settle } from './lease.ts';
import type { AlertChange } from './message.ts';
import { beginOutage, endOutage, scopeOf } from './outage.ts';
import { retryOf, type Tried, tryLater } from './retry.ts';
import { ringsNoMore } from './ring.ts';
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
  const { left, patience, words, scopes } = await tellAlerts(ports, key, claimed, order, incident);
  if (retryOf(claimed.row).attempts > 0)
    for (const [scope, tool] of scopes) await endOutage(ports, key.pk, [scope], { tool, seq: order.seq });
  if (left === 0) {
    await settle(ports, key, 'accepted', {});
    return;
  }
  if (await tryLater(ports, key, claimed, { of: 'message', tried: patience })) return;
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

/** Tells each alert of the cycle that has not been told; `told` are the pages whose alerts need no more. */
async function tellAlerts(ports: Needs, key: Key, claimed: Claimed, order: AlertsOrder, incident: Incident) {
  const told = Array.isArray(claimed.row['told']) ? claimed.row['told'].map(textOf) : [];
  const scopes = new Map<string, string>();
  const patience: Tried[] = [];
  const words: string[] = [];
  let left = 0;
  for (const row of await ports.table.query(key.pk, { prefix: prefixes.page })) {
    const page = PageOrder.parse(row['page']);
    if (page.cycle !== order.cycle || told.includes(row.sk)) continue;
    const only = order.silences ?? order.of;
    if (only !== undefined && only !== page.person) continue;
    // of a list of which each must acknowledge, the others go on being called
    if (order.change === 'acknowledge' && order.silences === undefined && waitsForOwn(page, incident)) continue;
    // a page that was ordered after the acknowledgement waits for one of its own
    if (order.change === 'acknowledge' && page.seq > order.seq) continue;
    // a worker is sending it just now: what that makes is told next time
    const sending = row['settled'] === undefined && row['leaseUntil'] !== undefined;
    const before = left;
    for (const way of sending ? [] : alertsOf(ports, row, page, order)) {
      await ringsNoMore(ports, way.tool, { person: page.person, page: row });
      if (order.except?.channel === way.tool && order.except.key === textOf(row['key'])) continue;
      const place = `person:${page.person}`;
      const change = changeOf(key.pk, row, page, order, incident.severity);
      // each alert is a receiver of its own: what one channel has met with another page says nothing of this one
      const fresh = { ...claimed, row: { pk: key.pk, sk: key.sk } };
      const round = await tryInTurn(ports, key, fresh, 'message', [way], () => change);
      if ('receipt' in round) {
        scopes.set(way.tool, way.tool).set(scopeOf({ tool: way.tool, outage: false }, place), way.tool);
        continue;
      }
      left += 1;
      patience.push(...(round.left ?? []));
      for (const failure of round.failures) {
        words.push(failure.words);
        await beginOutage(ports, key.pk, failure, { to: page.person, place, seq: order.seq });
      }
    }
    if (sending) left += 1;
    else if (left === before && row['settled'] !== undefined) {
      told.push(row.sk);
      // at once: a worker that dies before its end tells none of them again
      await ports.table.write([{ update: key, set: { told } }]);
    }
  }
  return { left, patience, words, scopes };
}

/** Where a page has made an alert that lives on, or may have: by today's address of the person. */
function alertsOf({ deployed }: Needs, row: Row, page: PageOrder, { silences }: AlertsOrder): Way[] {
  if (row['claims'] === undefined) return [];
  return waysToPage(deployed, page).filter(({ tool }) => {
    const channel = deployed.vocabulary.channels.find((known) => known.tool === tool);
    const elsewhere = row['settled'] === 'accepted' && row['channel'] !== tool && row['ambiguous'] !== true;
    const follows = silences === undefined ? followsPages : ringsFor;
    return channel !== undefined && Boolean(follows(channel)) && !elsewhere;
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
