import { invitationOf } from '#app/invitation';
import type { Deployed, Ports } from '#app/ports';
import type { MessageOrder } from '#core/incident/outbox';
import type { Incident } from '#core/incident/state';
import { executionName } from '#core/machines';
import { pageOf } from '#core/message/link';
import { defaultSubject, type Rendered } from '#core/message/render';
import { own } from '#core/own';
import type { Pack } from '#core/playbook/pack';
import { addressOf } from '#core/playbook/vocabulary';
import type { MessageAction, Outgoing } from './message.ts';

type Needs = Pick<Ports, 'deployed' | 'executions' | 'now'>;

/** One message as one channel gets it: buttons only where it shows them, people by its own addresses. */
export function compose(
  ports: Needs,
  { order, incident, pack, key }: { order: MessageOrder; incident: Incident; pack: Pack; key: string },
  { subject, text }: Rendered,
  tool: string,
  mayBeRepeat: boolean,
): Outgoing {
  const { severity, service } = order.view.incident;
  const channel = ports.deployed.vocabulary.channels.find((known) => known.tool === tool);
  const links = channel?.capabilities.buttons === true && order.view.digest === null ? linksTo(ports, incident) : [];
  const carried = {
    key,
    incidentId: incident.id,
    cycle: order.cycle,
    severity,
    subject: subject ?? defaultSubject(order.view),
    text,
    mayBeRepeat,
    actions: [...order.actions, ...links],
  };
  const { content } = order;
  switch (content.kind) {
    case 'notice':
      return { ...carried, services: service === null ? [] : [service], ...content, seq: order.seq };
    case 'room': {
      const { kind, people, ...room } = content;
      return { ...carried, kind, room: { ...room, people: addressesOf(ports.deployed, people, tool) } };
    }
    case 'invitation': {
      const invitation = pack.playbook.meeting?.invitation;
      const ics = invitationOf(incident, pack, ports.now());
      if (invitation === undefined || ics === undefined) throw new Error(`${incident.id} has no meeting to invite to`);
      return { ...carried, kind: content.kind, ics, from: invitation.organizer.email };
    }
  }
}

function addressesOf({ people, vocabulary }: Deployed, ids: readonly string[], tool: string): string[] {
  const channel = vocabulary.channels.find((known) => known.tool === tool);
  if (channel === undefined) return [];
  return ids.flatMap((id) => {
    const person = own(people.people, id);
    if (person !== undefined) return addressOf(channel, person) ?? [];
    // a row of the release before has the address itself
    return Object.values(people.people).some((known) => addressOf(channel, known) === id) ? [id] : [];
  });
}

/** From a card to the incident, and to the picture of its run in the AWS console. */
const linksTo = ({ deployed, executions }: Needs, { id, run }: Incident): MessageAction[] => [
  { id: 'incident', title: 'Incident', value: id, url: pageOf(deployed.publicUrl, id) },
  {
    id: 'execution',
    title: 'Step Functions',
    value: executionName(id, run.n),
    url: executions.link('lifecycle', executionName(id, run.n)),
  },
];
