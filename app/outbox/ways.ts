import type { Deployed, Row, Table } from '#app/ports';
import { keys } from '#app/store/keys';
import { reached } from '#core/delivery/channels';
import type { PageOrder } from '#core/incident/outbox';
import { isRecord, type Json, textOf } from '#core/json';
import { own } from '#core/own';
import type { Place } from '#core/playbook/communication';
import type { Pack } from '#core/playbook/pack';
import { addressOf, type ChannelWords, carrierOf, carriesMessages } from '#core/playbook/vocabulary';
import type { Way } from './attempt.ts';
import type { Refs } from './message.ts';

type Given = Pick<Deployed, 'people' | 'vocabulary' | 'pack'>;

/** A place of the same channel, as deployed today: its credentials serve messages to persons as well. */
const placeOf = (channel: ChannelWords, { playbook }: Pack): Place | undefined =>
  Object.values(playbook.places).find((place) => carrierOf({ channels: [channel] }, place) !== undefined);

const way = (channel: ChannelWords, address: string, pack: Pack, refs: Refs = {}): Way => {
  const via = placeOf(channel, pack);
  return { tool: channel.tool, to: { addresses: [address], ...(via === undefined ? {} : { via }) }, refs };
};

/** The ways by which a page is tried, in this order: see `reached`. */
export function waysToPage(
  { people, vocabulary, pack }: Given,
  { person: id, reasons }: Pick<PageOrder, 'person' | 'reasons'>,
): Way[] {
  return reached({ people, vocabulary }, id, reasons).map(({ channel, address }) => way(channel, address, pack));
}

/** The channels that a page is not sent by any more, because the one before it did not arrive there. */
export const exceptFor = (row: Row): string[] => (Array.isArray(row['except']) ? row['except'].map(textOf) : []);

/**
 * The channels that reach a person without waking them, in the order in which they are registered; for who has none, those of their own that
 * carry plain messages: a text message may wake, but an unheard question does worse. An alert of its own would stay open, and is no message.
 */
export async function waysToTell(
  ports: { table: Table; deployed: Given },
  incidentId: string,
  id: string,
): Promise<Way[]> {
  const { people, vocabulary, pack } = ports.deployed;
  const person = own(people.people, id);
  if (person === undefined) return [];
  const having = (known: readonly ChannelWords[]) =>
    known.filter((channel) => addressOf(channel, person) !== undefined);
  const quiet = having(vocabulary.channels.filter((c) => c.person !== 'none' && c.person.quiet));
  const theirs = person.channels.flatMap((tool) => vocabulary.channels.find((known) => known.tool === tool) ?? []);
  const plain = having(theirs.filter((channel) => carriesMessages(channel) && !channel.capabilities.lifecycle));
  const ways = (quiet.length > 0 ? quiet : plain).map(async (channel): Promise<Way> => {
    const { refs } = await refsOf(ports, incidentId, channel.tool, `person:${id}`);
    return way(channel, addressOf(channel, person) ?? '', pack, refs);
  });
  return Promise.all(ways);
}

/** What earlier messages to a receiver left, and the order of the last one. */
export async function refsOf(
  { table }: { table: Table },
  incidentId: string,
  tool: string,
  receiver: string,
): Promise<{ refs: Refs; seq: number }> {
  const row = await table.get(keys.refs(incidentId, `${tool}#${receiver}`));
  return { refs: asRefs(row?.['refs']), seq: Number(row?.['seq'] ?? -1) };
}

const asRefs = (value: Json | undefined): Refs =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).map(([name, of]) => [name, textOf(of)])) : {};
