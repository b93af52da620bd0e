import type { Outgoing, Page, Recipient, Refs } from '#app/outbox/message';
import type { Place } from '#core/playbook/communication';
import type { Limits } from '#core/playbook/vocabulary';
import type { ChannelPlugin } from '#plugins/channels/channel';
import type { MessageKind } from '#plugins/channels/fake';
import { notice, page, roomOpening } from './messages.ts';
import type { OtherSide } from './other-side.ts';

/** Somebody or something that a channel says it reaches, and how the first message gets there. */
export interface Receiver {
  name: string;
  to: Recipient;
  limits: Limits;
  /** The addresses of the entry or the person; where one names a secret, what arrives has the secret. */
  addresses: string[];
  /** Messages of one incident hang below the first. */
  threaded: boolean;
  message: (changes?: Partial<Omit<Page, 'kind'>>) => Outgoing;
  /** What such a message is in the inbox. */
  arrivesAs: MessageKind;
  /** What must have happened before a message can be sent there: what it left, and the id of the card that it posted. */
  before: (other: OtherSide) => Promise<{ refs: Refs; card?: string }>;
}

const nothing: Receiver['before'] = async () => ({ refs: {} });
const opening =
  (place: Place): Receiver['before'] =>
  async ({ channel }) => {
    const { ref = {}, providerId } = await channel.send(roomOpening(), { place }, {});
    return { refs: ref, card: providerId };
  };

/** Everything that a channel's record says it reaches: each form of place, and persons. */
export function receiversOf({ places, person, samples, capabilities }: ChannelPlugin): Receiver[] {
  const reached = places.flatMap((form): Receiver[] => {
    const sample = samples.places[form.tool];
    if (sample === undefined) throw new Error(`there is no sample of an entry with tool: ${form.tool}`);
    const receiver = (name: string, changes: object): Receiver => {
      const place = { ...sample, ...changes };
      const addresses = form.addresses(place);
      // an entry without an address of its own means the incident's room
      const inRoom = capabilities.rooms && addresses.length === 0;
      return {
        name,
        to: { place },
        limits: form.limits,
        addresses,
        threaded: 'thread' in changes && changes.thread === true,
        message: notice,
        arrivesAs: samples.notice,
        before: inRoom ? opening(place) : nothing,
      };
    };
    return 'thread' in form.schema.shape
      ? [false, true].map((thread) => receiver(`${form.tool}, thread: ${thread}`, { thread }))
      : [receiver(form.tool, {})];
  });
  if (person === 'none') return reached;
  const [via] = Object.values(samples.places);
  const somebody = {
    to: { addresses: [samples.address], ...(via === undefined ? {} : { via }) },
    limits: person.limits,
    addresses: [samples.address],
    threaded: capabilities.threads,
    before: nothing,
  };
  const paged: Receiver = {
    ...somebody,
    name: 'a person who is paged',
    message: page,
    arrivesAs: 'page',
  };
  const told: Receiver = {
    ...somebody,
    name: 'a person who is told',
    message: notice,
    arrivesAs: samples.notice,
  };
  return [...reached, paged, ...(person.quiet ? [told] : [])];
}
