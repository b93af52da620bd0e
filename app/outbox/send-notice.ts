import type { Key, Ports, Row } from '#app/ports';
import type { StorePorts } from '#app/store/stored';
import { MessageNotDelivered } from '#core/errors';
import type { NoticeOrder } from '#core/incident/outbox';
import { isRecord, type Json, textOf } from '#core/json';
import { renderNotice, shortly } from '#core/message/render';
import { own } from '#core/own';
import { carrierOf } from '#core/playbook/vocabulary';
import { tryInTurn, type Way } from './attempt.ts';
import { claim, settle } from './lease.ts';
import { tryLater } from './retry.ts';
import { waysToTell } from './ways.ts';

type Needs = StorePorts & Pick<Ports, 'channels' | 'queues'>;

/** Sends a message that belongs to no incident, by the templates that are deployed; what no channel takes in a day is an error. */
export async function sendNotice(ports: Needs, key: Key, peek: Row): Promise<void> {
  const order = noticeOrder(peek['notice']);
  const claimed = await claim(ports, key, undefined, peek);
  if (claimed === undefined || claimed === 'moot') return;
  const ways = await waysOf(ports, key, order);
  const { subject, text, failed } = renderNotice(ports.deployed.pack, order.template, order.view);
  if (failed !== undefined) ports.log.error('a template failed', { failed, key: key.sk });
  const round = await tryInTurn(ports, key, claimed, 'message', ways, (_, mayBeRepeat) => ({
    kind: 'notice',
    key: textOf(claimed.row['key']),
    incidentId: 'readiness' in order.view ? `readiness-${order.view.readiness.id}` : order.view.incident.id,
    cycle: 1,
    severity: '',
    subject: subject ?? shortly(order.view),
    text,
    mayBeRepeat,
    actions: [],
    public: { impact: 'none' },
    services: [],
    over: false,
  }));
  if ('receipt' in round) {
    await settle(ports, key, 'accepted', { tool: round.way.tool, providerId: round.receipt.providerId });
    return;
  }
  if (round.left !== undefined && (await tryLater(ports, key, claimed, { of: 'message', tried: round.left }))) return;
  const words = round.failures.map((failure) => failure.words).join('; ');
  const because = `message given up: ${words === '' ? `no channel reaches ${order.place}` : words}`;
  ports.log.error('a message has been given up', { key: key.sk, because });
  await settle(ports, key, 'given-up', {});
  throw new MessageNotDelivered(`${key.sk}: ${because}`);
}

function noticeOrder(stored: Json | undefined): NoticeOrder {
  if (!isRecord(stored)) throw new Error('a row of the outbox holds no message');
  const { place, template, view } = stored;
  return { place: textOf(place), template: textOf(template), view: view as unknown as NoticeOrder['view'] };
}

async function waysOf(ports: Needs, { pk }: Key, { place }: NoticeOrder): Promise<Way[]> {
  if (place.startsWith('person:')) return waysToTell(ports, pk, place.slice('person:'.length));
  const { pack, vocabulary } = ports.deployed;
  const entry = own(pack.playbook.places, place);
  const tool = carrierOf(vocabulary, entry)?.channel.tool;
  return entry === undefined || tool === undefined ? [] : [{ tool, to: { place: entry }, refs: {} }];
}
