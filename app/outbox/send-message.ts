import { invitationOf } from '#app/invitation';
import { isAsked } from '#app/items/is-asked';
import type { Key, Ports, Row, Write } from '#app/ports';
import { load, mustLoad, packOf, turn } from '#app/store/incidents';
import { keys, queuedAs } from '#app/store/keys';
import { lineOf, once } from '#app/store/note';
import type { StorePorts } from '#app/store/stored';
import { messageIsDue } from '#core/delivery/due';
import { MessageNotDelivered } from '#core/errors';
import { messageOrder } from '#core/incident/message-order';
import type { MessageOrder } from '#core/incident/outbox';
import type { Incident } from '#core/incident/state';
import { iso } from '#core/incident/time';
import { type Json, textOf } from '#core/json';
import { type Rendered, render } from '#core/message/render';
import { own } from '#core/own';
import type { Pack } from '#core/playbook/pack';
import { carrierOf, onlyNewest } from '#core/playbook/vocabulary';
import { tryInTurn, type Way } from './attempt.ts';
import { compose } from './compose.ts';
import { confirmReceipt } from './confirm-receipt.ts';
import { followAlerts } from './follow-alerts.ts';
import { itsTurn } from './lane.ts';
import { type Claimed, claim, RowId, settle } from './lease.ts';
import type { Receipt } from './message.ts';
import { beginOutage, endOutage, scopeOf } from './outage.ts';
import { mayTry, retryOf, tryLater, wake } from './retry.ts';
import { sendLink } from './send-link.ts';
import { sendNotice } from './send-notice.ts';
import { refsOf, waysToTell } from './ways.ts';

type Needs = StorePorts & Pick<Ports, 'channels' | 'executions' | 'queues' | 'newToken'>;

/**
 * Sends one message to its place, in the order of that place's messages: claimed, rendered from the pinned template, sent, and settled with
 * its line on the timeline. When its channel does not take it, the row keeps when it is tried next.
 */
export async function sendMessage(ports: Needs, body: unknown): Promise<void> {
  const key = RowId.parse(body);
  const peek = await ports.table.get(key);
  if (peek?.['settled'] === 'given-up') throw new MessageNotDelivered(`${key.sk} has been given up`);
  if (peek === undefined || peek['settled'] !== undefined || !mayTry(ports, peek)) return;
  if (peek['alerts'] !== undefined) return followAlerts(ports, key, peek);
  if (peek['receipt'] !== undefined) return confirmReceipt(ports, key, peek);
  if (peek['link'] !== undefined) return sendLink(ports, key, peek);
  if (peek['notice'] !== undefined) return sendNotice(ports, key, peek);
  const goes = await itsTurn(ports, key, peek, () => newestCounts(ports, key, peek));
  if (goes === 'waits') return;
  const order = messageOrder(peek['message']);
  const { incident } = await mustLoad(ports, key.pk);
  const pack = await packOf(ports, incident.playbook);
  const claimed = await claim(ports, key, undefined, goes === 'goes' ? peek : undefined);
  if (claimed === undefined || claimed === 'moot') return;
  const done = async (how: string, facts: Record<string, Json>, lines: Write[] = []): Promise<void> => {
    const next = await settle(ports, key, how, facts, lines, textOf(claimed.row['next']));
    if (next !== undefined) await wake(ports, { pk: key.pk, sk: next });
  };
  if (!messageIsDue(order, incident) || !(await isAsked(ports, order))) return done('moot', {});
  const ways = await waysOf(ports, pack, order, incident);
  if (ways === 'overtaken') return done('overtaken', {});
  const name = textOf(claimed.row['key']);
  const rendered = await textFor(ports, key, order, pack, name);
  const round = await tryInTurn(ports, key, claimed, 'message', ways, ({ tool }, mayBeRepeat) =>
    compose(ports, { order, incident, pack, key: name }, rendered, tool, mayBeRepeat),
  );
  for (const failure of round.failures) if (failure.first) await beginOutage(ports, key.pk, failure, order);
  if (ways.length === 0) await sayUnreached(ports, key, order, name);
  if ('receipt' in round) {
    const { tool } = round.way;
    const channel = ports.deployed.vocabulary.channels.find((known) => known.tool === tool)?.shownAs ?? tool;
    // before it is settled: a worker that dies here is followed by one that asks the tool again, which knows its ticket
    await sayTicketOpened(ports, key, order, round.receipt);
    await done(
      'accepted',
      { tool, providerId: round.receipt.providerId },
      linesOf(ports, key, claimed, order, channel, round),
    );
    const places = retryOf(claimed.row).attempts === 0 ? [] : [scopeOf({ tool, outage: false }, order.place)];
    await endOutage(ports, key.pk, [tool, ...places], { tool, seq: order.seq });
    await sayPublicTold(ports, key, order);
    return;
  }
  if (round.left !== undefined && (await tryLater(ports, key, claimed, { of: 'message', tried: round.left }))) return;
  const words = round.failures.map((failure) => failure.words).join('; ');
  const because = `message given up: ${words === '' ? `no channel reaches ${order.place}` : words}`;
  ports.log.error('a message has been given up', { key: key.sk, because });
  const { to, place, seq: after } = order;
  await done('given-up', {}, [
    lineOf(ports, key.pk, `given-up-${name}`, { type: 'MessageFailed', to, place, because, after }),
  ]);
  // the queue brings it back until it is a dead letter, which an alarm watches
  throw new MessageNotDelivered(`${key.sk}: ${because}`);
}

/** Who has no channel that it could go by may be given one meanwhile; that it has not gone is said at once. */
async function sayUnreached(ports: Needs, { pk, sk }: Key, { to, place, seq: after }: MessageOrder, name: string) {
  const because = `no channel reaches ${place}: tried again for a day`;
  ports.log.error('no channel reaches the receiver of a message', { key: sk, place });
  await once(ports, lineOf(ports, pk, `unreached-${name}`, { type: 'MessageFailed', to, place, because, after }));
}

/** Whether the place of a message shows only the present state. */
async function newestCounts(ports: Needs, { pk }: Key, row: Row): Promise<boolean> {
  const { incident } = await mustLoad(ports, pk);
  const { playbook } = await packOf(ports, incident.playbook);
  const { place } = messageOrder(row['message']);
  const carrier = carrierOf(ports.deployed.vocabulary, own(playbook.places, place));
  return carrier !== undefined && onlyNewest(carrier.channel);
}

/** How the receiver of an order is reached; `overtaken` where a place that shows only the present state has newer news already. */
async function waysOf(ports: Needs, pack: Pack, order: MessageOrder, incident: Incident): Promise<Way[] | 'overtaken'> {
  const { vocabulary } = ports.deployed;
  if (order.content.kind === 'invitation') {
    const addresses = pack.playbook.meeting?.invitation?.attendees ?? [];
    const inviting = vocabulary.channels.filter(({ capabilities }) => capabilities.invitations);
    const stands = invitationOf(incident, pack, ports.now()) !== undefined && addresses.length > 0;
    return stands ? inviting.map(({ tool }) => ({ tool, to: { addresses }, refs: {} })) : [];
  }
  if (order.place.startsWith('person:')) return waysToTell(ports, incident.id, order.place.slice('person:'.length));
  const place = own(pack.playbook.places, order.place);
  const carrier = carrierOf(vocabulary, place);
  if (place === undefined || carrier === undefined) return [];
  const { tool } = carrier.channel;
  const { refs, seq } = await refsOf(ports, incident.id, tool, order.place);
  return onlyNewest(carrier.channel) && seq > order.seq ? 'overtaken' : [{ tool, to: { place }, refs }];
}

async function textFor(ports: Needs, key: Key, order: MessageOrder, pack: Pack, name: string): Promise<Rendered> {
  const rendered = render(pack, order.template, order.view);
  const { failed } = rendered;
  if (failed !== undefined) {
    // the bare facts go out all the same; that they are bare must not stay unseen
    ports.log.error('a template failed', { failed, key: key.sk });
    await once(
      ports,
      lineOf(ports, key.pk, `bare-${name}`, {
        type: 'TemplateFailed',
        to: order.to,
        template: order.template,
        because: `bare facts sent: ${failed}`,
        after: order.seq,
      }),
    );
  }
  return rendered;
}

/** What an accepted message leaves: its line, and what later messages to the place need to know. */
function linesOf(
  ports: Needs,
  key: Key,
  { n }: Claimed,
  order: MessageOrder,
  channel: string,
  { way: { tool, refs }, receipt, mayBeRepeat }: { way: Way; receipt: Receipt; mayBeRepeat: boolean },
): Write[] {
  const { to, place, template, because, seq } = order;
  const line = lineOf(ports, key.pk, `sent-${queuedAs(key.sk)}-${n}`, {
    type: 'MessageSent',
    to,
    place,
    channel,
    template,
    providerId: receipt.providerId,
    because: `${because}${mayBeRepeat ? ' (may be a repeat)' : ''}${receipt.shown === undefined ? '' : `: ${receipt.shown}`}`,
    after: seq,
  });
  const { ref } = receipt;
  const known = ports.deployed.vocabulary.channels.find((one) => one.tool === tool);
  // the first message to a place leaves what all later ones need; only where the newest alone counts, its number is needed too
  const isKnown = ref === undefined || Object.keys(ref).every((name) => Object.hasOwn(refs, name));
  if (isKnown && (ref === undefined || known === undefined || !onlyNewest(known))) return [line];
  return [line, { put: { ...keys.refs(key.pk, `${tool}#${place}`), refs: { ...ref, ...refs }, seq } }];
}

/** The ticket is there: rules of the playbook may tell of it. */
async function sayTicketOpened(ports: Needs, { pk }: Key, order: MessageOrder, receipt: Receipt): Promise<void> {
  if (order.opensTicket !== true) return;
  await turn(ports, pk, `${pk}/ticket-opened/${order.place}`, {
    do: 'ticket-opened',
    place: order.place,
    shown: receipt.shown ?? receipt.providerId,
  });
}

/** The first message that a public place has taken ends the time until the public was told. */
async function sayPublicTold(ports: Needs, key: Key, order: MessageOrder): Promise<void> {
  if (!order.tellsPublic) return;
  const stored = await load(ports, key.pk);
  if (stored?.incident.firstPublicAt === undefined)
    await turn(ports, key.pk, `${key.pk}/${order.cycle}/public-told`, {
      do: 'public-told',
      at: iso(ports.now()),
      place: order.place,
    });
}
