import { invitationOf } from '#app/invitation';
import type { Key, Ports, Write } from '#app/ports';
import { load, mustLoad, packOf, turn } from '#app/store/incidents';
import { keys } from '#app/store/keys';
import { noteOf } from '#app/store/note';
import type { StorePorts } from '#app/store/stored';
import { MessageNotDelivered } from '#core/errors';
import type { MessageOrder } from '#core/incident/outbox';
import type { Incident } from '#core/incident/state';
import { iso } from '#core/incident/time';
import { textOf } from '#core/json';
import { type Rendered, render } from '#core/message/render';
import { own } from '#core/own';
import type { Pack } from '#core/playbook/pack';
import { carrierOf } from '#core/playbook/vocabulary';
import { attempt, type Way } from './attempt.ts';
import { compose } from './compose.ts';
import { claim, RowId, release, settle } from './lease.ts';
import type { Receipt } from './message.ts';
import { refsOf, waysToTell } from './ways.ts';

type Needs = StorePorts & Pick<Ports, 'channels' | 'executions'>;

/** Sends one message to its place: claimed, rendered from the pinned template, sent, and settled with its line on the timeline. */
export async function sendMessage(ports: Needs, body: unknown): Promise<void> {
  const key = RowId.parse(body);
  const claimed = await claim(ports, key);
  if (claimed === undefined || claimed === 'moot') return;
  const order = claimed.row['message'] as unknown as MessageOrder;
  const name = textOf(claimed.row['key']);
  const { incident } = await mustLoad(ports, key.pk);
  const pack = await packOf(ports, incident.playbook);
  const ways = await waysOf(ports, pack, order, incident);
  if (ways === 'overtaken') {
    await settle(ports, key, 'overtaken', {});
    return;
  }
  const rendered = await textFor(ports, key, order, pack, name);
  const failures: string[] = [];
  let { mayBeRepeat } = claimed;
  for (const way of ways) {
    const message = compose(ports, { order, incident, pack, key: name }, rendered, way.tool, mayBeRepeat);
    const tried = await attempt(ports, key, way, message);
    if ('receipt' in tried) {
      await accepted(ports, key, order, way, tried.receipt, mayBeRepeat);
      return;
    }
    failures.push(tried.failed);
    mayBeRepeat ||= tried.mayHaveArrived;
  }
  const because = failures.length === 0 ? `no channel reaches ${order.place}` : failures.join('; ');
  await ports.table.write([
    noteOf(ports, key.pk, `failed-${name}-${Number(claimed.row['claims'] ?? 0)}`, {
      type: 'MessageFailed',
      to: order.to,
      place: order.place,
      because: `message not delivered, will be tried again: ${because}`,
      after: order.seq,
    }),
  ]);
  await release(ports, key);
  throw new MessageNotDelivered(`${key.sk}: ${because}`);
}

/** How the receiver of an order is reached; `overtaken` where a place that shows only the present state has newer news already. */
async function waysOf(ports: Needs, pack: Pack, order: MessageOrder, incident: Incident): Promise<Way[] | 'overtaken'> {
  const { vocabulary } = ports.deployed;
  if (order.content.kind === 'invitation') {
    const addresses = pack.playbook.review.invitation?.attendees ?? [];
    const inviting = vocabulary.channels.filter(({ capabilities }) => capabilities.invitations);
    const stands = invitationOf(incident, pack, ports.now()) !== undefined && addresses.length > 0;
    return stands ? inviting.map(({ tool }) => ({ tool, to: { addresses }, refs: {} })) : [];
  }
  if (order.place.startsWith('person:')) return waysToTell(ports, incident.id, order.place.slice('person:'.length));
  const place = own(pack.playbook.communication.places, order.place);
  const carrier = carrierOf(vocabulary, place);
  if (place === undefined || carrier === undefined) return [];
  const { tool, capabilities } = carrier.channel;
  const { refs, seq } = await refsOf(ports, incident.id, tool, order.place);
  return capabilities.lifecycle && seq > order.seq ? 'overtaken' : [{ tool, to: { place }, refs }];
}

async function textFor(ports: Needs, key: Key, order: MessageOrder, pack: Pack, name: string): Promise<Rendered> {
  const rendered = render(pack, order.template, order.view);
  const { failed } = rendered;
  if (failed !== undefined) {
    // the bare facts go out all the same; that they are bare must not stay unseen
    ports.log.error('a template failed', { failed, key: key.sk });
    await ports.table.write([
      noteOf(ports, key.pk, `bare-${name}`, {
        type: 'TemplateFailed',
        to: order.to,
        template: order.template,
        because: `bare facts sent: ${failed}`,
        after: order.seq,
      }),
    ]);
  }
  return rendered;
}

async function accepted(
  ports: Needs,
  key: Key,
  order: MessageOrder,
  { tool, refs }: Way,
  receipt: Receipt,
  repeat: boolean,
): Promise<void> {
  const channel = ports.deployed.vocabulary.channels.find((known) => known.tool === tool);
  const more: Write[] = [
    noteOf(ports, key.pk, `sent-${key.sk.slice('O#send#'.length)}`, {
      type: 'MessageSent',
      to: order.to,
      place: order.place,
      channel: channel?.shownAs ?? tool,
      template: order.template,
      providerId: receipt.providerId,
      because: `${order.because}${repeat ? ' (may be a repeat)' : ''}`,
      after: order.seq,
    }),
  ];
  if (receipt.ref !== undefined) {
    const kept = { refs: { ...receipt.ref, ...refs }, seq: order.seq };
    more.push({ put: { ...keys.refs(key.pk, `${tool}#${order.place}`), ...kept } });
  }
  await settle(ports, key, 'accepted', { tool, providerId: receipt.providerId }, more);
  if (!order.tellsPublic) return;
  const stored = await load(ports, key.pk);
  if (stored?.incident.firstPublicAt === undefined)
    await turn(ports, key.pk, `${key.pk}/${order.cycle}/public-told`, {
      do: 'public-told',
      at: iso(ports.now()),
      place: order.place,
    });
}
