import type { Acknowledgement, Key, Ports, Row } from '#app/ports';
import { noteReceipt } from '#app/receipts/note';
import { ReceiptOf } from '#app/receipts/receipt-of';
import { mustLoad, turn } from '#app/store/incidents';
import { lineOf } from '#app/store/note';
import type { StorePorts } from '#app/store/stored';
import { Conflict, NotConfigured, RateLimited, Undeliverable } from '#core/errors';
import { iso } from '#core/incident/time';
import type { Way as Answered } from '#core/incident/way';
import { textOf } from '#core/json';
import { own } from '#core/own';
import { addressOf } from '#core/playbook/vocabulary';
import { type Claimed, claim, settle } from './lease.ts';
import { Tried, tryLater } from './retry.ts';

type Needs = StorePorts & Pick<Ports, 'channels' | 'queues'>;

/**
 * Reads a receipt that somebody says was acknowledged, and acknowledges the incident of its page where the provider says so of that very
 * person. What a stranger may have said alone changes nothing.
 */
export async function confirmReceipt(ports: Needs, key: Key, peek: Row): Promise<void> {
  const claimed = await claim(ports, key, undefined, peek);
  if (claimed === undefined || claimed === 'moot') return;
  const about = ReceiptOf.parse(claimed.row['receipt']);
  const found = await looked(ports, key, claimed, about);
  if (found === undefined) return;
  const channel = ports.deployed.vocabulary.channels.find(({ tool }) => tool === about.tool);
  const person = own(ports.deployed.people.people, about.person);
  const theirs = channel === undefined || person === undefined ? undefined : addressOf(channel, person);
  if (!found.acknowledged || channel === undefined || theirs === undefined || found.by !== theirs) {
    ports.log.warn('a receipt does not say what was said of it', { tool: about.tool, incident: about.incident });
    // nothing is left of it: the provider may still say so, and then it is read again
    await ports.table.write([{ delete: key }]);
    return;
  }
  const { deliveredAt, at } = found;
  const told = [
    ...(deliveredAt === undefined ? [] : [{ state: 'delivered' as const, at: deliveredAt }]),
    { state: 'acknowledged' as const, at },
  ];
  for (const one of told) await noteReceipt(ports, channel, about, { providerId: about.receipt, ...one });
  await settle(ports, key, (await acknowledged(ports, about, channel.way)) ? 'accepted' : 'moot', {});
}

/** Whether it has changed anything: an incident that is over, or of a later cycle, is acknowledged no more. */
async function acknowledged(ports: Needs, about: ReceiptOf, way: Answered | undefined): Promise<boolean> {
  const { incident: id, tool, receipt, person, page, cycle } = about;
  const { incident } = await mustLoad(ports, id);
  if (incident.cycle !== cycle) return false;
  try {
    const alert = { channel: tool, key: page };
    await turn(ports, id, `hook/${tool}/${receipt}`, {
      do: 'acknowledge',
      by: person,
      ...(way === undefined ? {} : { way }),
      alert,
    });
    return true;
  } catch (error) {
    if (error instanceof Conflict) return false;
    throw error;
  }
}

/** What the provider says; undefined where it cannot be asked now, which is tried later, or never. */
async function looked(
  ports: Needs,
  key: Key,
  claimed: Claimed,
  { tool, receipt, incident, person }: ReceiptOf,
): Promise<Acknowledgement | undefined> {
  try {
    const look = own(ports.channels, tool)?.look;
    if (look === undefined) throw new NotConfigured(`${tool} has no receipts that can be read`);
    return await look(receipt);
  } catch (error) {
    const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const lasting = error instanceof Undeliverable || error instanceof NotConfigured;
    const patience = error instanceof RateLimited ? error.retryAfterSeconds * 1000 : 5_000;
    const tried = [Tried.parse({ failed: 1, notBefore: iso(ports.wallClock().getTime() + patience) })];
    if (!lasting && (await tryLater(ports, key, claimed, { of: 'page', tried }))) return undefined;
    ports.log.error('a receipt cannot be read', { tool, words });
    await settle(ports, key, 'given-up', {}, [
      lineOf(ports, incident, `given-up-${textOf(claimed.row['key'])}`, {
        type: 'MessageFailed',
        to: person,
        place: tool,
        because: `${tool} says that ${person} acknowledged there, and its receipt cannot be read (${words}): not acknowledged here`,
      }),
    ]);
    return undefined;
  }
}
