import { invitationOf } from '#app/invitation';
import { attempt } from '#app/outbox/attempt';
import { claim, RowId, release, settle } from '#app/outbox/lease';
import type { Outgoing, Ports, Receipt, ToolName, Write } from '#app/ports';
import { load, mustLoad, packOf, turn } from '#app/store/incidents';
import { keys } from '#app/store/keys';
import { noteOf } from '#app/store/note';
import { MessageNotDelivered } from '#core/errors';
import type { MessageOrder } from '#core/incident/outbox';
import type { Incident } from '#core/incident/state';
import { iso } from '#core/incident/time';
import { INVITATION } from '#core/incident/turn';
import { type Json, textOf } from '#core/json';
import { render } from '#core/message/render';
import type { Pack } from '#core/playbook/pack';
import type { Person } from '#core/playbook/people';
import { awsSending } from '#runtime/aws-sending';
import { consumer } from '#runtime/lambda';
import type { StoreNeeds } from '#runtime/task';

type Needs = StoreNeeds & Pick<Ports, 'channels' | 'executions'>;
interface Way {
  tool: ToolName;
  to: string[];
  /** Whose refs a later message needs. */
  refs: string;
  facts?: Record<string, string>;
  /** Names the sending where the tool keeps one thing for many messages; else the row's own key. */
  key?: string;
}

/** Sends one message to its place: claimed, rendered from the pinned template, sent, and settled with its line on the timeline. */
export async function sendMessage(ports: Needs, body: unknown): Promise<void> {
  const key = RowId.parse(body);
  const claimed = await claim(ports, key);
  if (claimed === undefined || claimed === 'moot') return;
  const order = claimed.row['message'] as unknown as MessageOrder;
  const { incident } = await mustLoad(ports, key.pk);
  const pack = await packOf(ports, incident.playbook);
  const refsRow = await ports.table.get(keys.refs(key.pk, order.place));
  if (order.kind === 'status-page' && Number(refsRow?.['seq'] ?? -1) > order.seq) {
    // newer news is on the page already
    await settle(ports, key, 'overtaken', {});
    return;
  }
  const ways =
    order.place === INVITATION
      ? invitationTo(incident, pack, ports.now())
      : await waysOf(ports, pack.playbook.communication.places, order, key.pk);
  const { subject, text, failed } = render(pack, order.template, order.view);
  if (failed !== undefined) {
    // the bare facts go out all the same; that they are bare must not stay unseen
    ports.log.error('a template failed', { failed, key: key.sk });
    await ports.table.write([
      noteOf(ports, key.pk, `bare-${textOf(claimed.row['key'])}`, {
        type: 'TemplateFailed',
        to: order.to,
        template: order.template,
        because: `bare facts sent: ${failed}`,
        after: order.seq,
      }),
    ]);
  }
  const failures: string[] = [];
  let mayBeRepeat = claimed.mayBeRepeat;
  for (const way of ways) {
    const refs = asRefs(
      (way.refs === order.place ? refsRow : await ports.table.get(keys.refs(key.pk, way.refs)))?.['refs'],
    );
    const message: Outgoing = {
      key: way.key ?? textOf(claimed.row['key']),
      incidentId: key.pk,
      kind: order.kind,
      severity: order.view.incident.severity,
      to: way.to,
      subject: subject ?? `${order.view.incident.severity} ${key.pk} ${order.view.incident.title}`,
      text,
      mayBeRepeat,
      refs,
      actions: way.tool === 'slack' ? [...order.actions, ...linksTo(ports, incident)] : order.actions,
      facts: { ...order.facts, ...way.facts },
    };
    const tried = await attempt(ports, key, way.tool, message);
    if ('receipt' in tried) {
      await accepted(ports, key, order, way, tried.receipt, refs, mayBeRepeat);
      return;
    }
    failures.push(tried.failed);
    mayBeRepeat ||= tried.mayHaveArrived;
  }
  const because = failures.length === 0 ? `${order.place} has no way to reach it` : failures.join('; ');
  await ports.table.write([
    noteOf(ports, key.pk, `failed-${textOf(claimed.row['key'])}-${Number(claimed.row['claims'] ?? 0)}`, {
      type: 'MessageFailed',
      to: order.to,
      place: order.place,
      because: `message not delivered, tried again: ${because}`,
      after: order.seq,
    }),
  ]);
  await release(ports, key);
  throw new MessageNotDelivered(`${key.sk}: ${because}`);
}

async function accepted(
  ports: Needs,
  key: { pk: string; sk: string },
  order: MessageOrder,
  way: Way,
  receipt: Receipt,
  refs: Record<string, string>,
  repeat: boolean,
): Promise<void> {
  const name = key.sk.slice('O#send#'.length);
  const more: Write[] = [
    noteOf(ports, key.pk, `sent-${name}`, {
      type: 'MessageSent',
      to: order.to,
      place: order.place,
      channel: way.tool === 'statuspage' ? 'status-page' : way.tool,
      template: order.template,
      providerId: receipt.providerId,
      because: `${order.because}${repeat ? ' (may be a repeat)' : ''}`,
      after: order.seq,
    }),
  ];
  if (receipt.ref !== undefined) {
    const merged: Json = { ...receipt.ref, ...refs };
    more.push({ put: { ...keys.refs(key.pk, way.refs), refs: merged, seq: order.seq } });
  }
  await settle(ports, key, 'accepted', { tool: way.tool, providerId: receipt.providerId }, more);
  if (order.tellsPublic) {
    const stored = await load(ports, key.pk);
    if (stored?.incident.firstPublicAt === undefined)
      await turn(ports, key.pk, `${key.pk}/${order.cycle}/public-told`, {
        do: 'public-told',
        at: iso(ports.now()),
        place: order.place,
      });
  }
}

const asRefs = (value: Json | undefined): Record<string, string> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, textOf(v)]))
    : {};

/** From a card in Slack to the incident, and to the picture of its run in the AWS console. */
const linksTo = ({ deployed, executions }: Needs, { id, run }: Incident): Outgoing['actions'] => [
  { id: 'incident', title: 'Incident', value: id, url: `${deployed.apiUrl}/v1/incidents/${id}` },
  {
    id: 'execution',
    title: 'Step Functions',
    value: `${id}.${run.n}`,
    url: executions.link('lifecycle', `${id}.${run.n}`),
  },
];

/** The calendar entry of the review, to whom the playbook invites. */
function invitationTo(incident: Incident, pack: Pack, now: Date): Way[] {
  const { invitation } = pack.playbook.review;
  const ics = invitationOf(incident, pack, now);
  return invitation === undefined || ics === undefined
    ? []
    : [{ tool: 'email', to: invitation.attendees, refs: INVITATION, facts: { from: invitation.organizer.email, ics } }];
}

/** How a place is reached; a person by their own ways, without a page. */
async function waysOf(
  ports: Needs,
  places: Awaited<ReturnType<typeof packOf>>['playbook']['communication']['places'],
  order: MessageOrder,
  id: string,
): Promise<Way[]> {
  if (order.place.startsWith('person:')) {
    const person = ports.deployed.people.people[order.place.slice('person:'.length)];
    return person === undefined ? [] : waysToPerson(person, places, order.place);
  }
  const place = places[order.place];
  switch (place?.tool) {
    case 'slack':
      return [
        {
          tool: 'slack',
          to: [place.channel],
          refs: place.thread ? order.place : `${order.place}-unthreaded`,
          facts: { secret: place.secret },
        },
      ];
    case 'room': {
      if (order.kind === 'room')
        return [{ tool: 'slack', to: [order.facts['room'] ?? ''], refs: order.place, facts: { secret: place.secret } }];
      const room = asRefs((await ports.table.get(keys.refs(id, order.place)))?.['refs'])['room'];
      return room === undefined
        ? []
        : [{ tool: 'slack', to: [room], refs: `${order.place}-messages`, facts: { secret: place.secret } }];
    }
    case 'pagerduty':
      // notices of one cycle are one quiet alert that follows the status; they wake nobody, pages are alerts of their own
      return [
        {
          tool: 'pagerduty',
          to: [place.secret],
          refs: `${order.place}-${order.cycle}`,
          key: `${id}.${order.cycle}.status`,
          facts: {
            impact: 'none',
            pagerdutyAction: order.moment === 'resolved' || order.moment === 'ended' ? 'resolve' : 'trigger',
          },
        },
      ];
    case 'email':
      return [{ tool: 'email', to: place.to, refs: order.place, facts: { from: place.from } }];
    case 'sns':
      return [{ tool: 'sns', to: [place.topic], refs: order.place }];
    case 'statuspage':
      return [{ tool: 'statuspage', to: [place.page], refs: order.place, facts: { secret: place.secret } }];
    case undefined:
      return [];
  }
}

function waysToPerson(person: Person, places: Record<string, { tool: string; secret?: string }>, place: string): Way[] {
  const slack = Object.values(places).find((p) => p.tool === 'slack')?.secret;
  return [
    ...(person.slack === undefined || slack === undefined
      ? []
      : [{ tool: 'slack' as const, to: [person.slack], refs: place, facts: { secret: slack } }]),
    ...(person.email === undefined ? [] : [{ tool: 'email' as const, to: [person.email], refs: `${place}-mail` }]),
  ];
}

export const handler = consumer(sendMessage, awsSending);
