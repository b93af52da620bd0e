import { isDueNow } from '#app/outbox/page-guard';
import { exceptFor, waysToPage } from '#app/outbox/ways';
import type { Ports, Row } from '#app/ports';
import { due, keys, prefixes } from '#app/store/keys';
import { once } from '#app/store/note';
import type { StorePorts } from '#app/store/stored';
import { ReceiptTooEarly } from '#core/errors';
import { PageOrder } from '#core/incident/outbox';
import { IncidentId } from '#core/incident/state';
import { iso } from '#core/incident/time';
import { textOf } from '#core/json';
import type { ChannelWords } from '#core/playbook/vocabulary';
import { noteReceipt, pageOf } from './note.ts';
import { ReceiptOf } from './receipt-of.ts';
import type { Told } from './told.ts';

type Needs = StorePorts & Pick<Ports, 'log'>;

/**
 * Notes what became of a page at its provider, once for each state and in any order. A page that did not arrive is sent by the person's next
 * channel at once, while it is due. What is not the id of a page of ours is somebody else's: nothing comes of it.
 */
export async function takeReceipt(ports: Needs, channel: ChannelWords, told: Told): Promise<void> {
  const { tool } = channel;
  const key = keys.receipt(tool, told.providerId);
  let receipt = await ports.table.get(key);
  if (receipt === undefined) {
    await noPageIsBeingSent(ports, channel, told);
    // a worker writes this row before it settles its page: now a second look is conclusive
    receipt = await ports.table.get(key);
  }
  if (receipt === undefined) {
    ports.log.info('a receipt of nothing of ours', { tool, state: told.state });
    return;
  }
  const about = ReceiptOf.parse(receipt['about']);
  if (told.state !== 'failed') return noteReceipt(ports, channel, about, told);
  const row = await pageOf(ports, about);
  if (row === undefined) return;
  await noteReceipt(ports, channel, about, told, await tryNext(ports, about.incident, row, tool));
}

/** Ordered under a name of its own, so that the same news over again orders nothing more; what silences it meanwhile is looked at when it is claimed. */
async function tryNext(ports: Needs, incident: string, row: Row, tool: string): Promise<string> {
  const order = PageOrder.parse(row['page']);
  if (!(await isDueNow(ports, incident, order))) return 'the page is no longer due';
  const except = [...exceptFor(row), tool];
  const ways = waysToPage(ports.deployed, order).filter((way) => !except.includes(way.tool));
  const key = `${textOf(row['key'])}.not-${tool}`;
  const createdAt = iso(ports.wallClock());
  await once(ports, {
    put: {
      ...keys.outbox(incident, 'page', key),
      v: 1,
      key,
      page: row['page'],
      except,
      createdAt,
      duePk: due.outbox,
      dueAt: createdAt,
    },
    when: { pk: { absent: true } },
  });
  return ways.length === 0 ? 'no other channel is left' : 'the next channel is tried at once';
}

/** Throws `ReceiptTooEarly` while a worker may be about to store that a page of the incident was accepted. */
async function noPageIsBeingSent(ports: Needs, { tool }: ChannelWords, told: Told): Promise<void> {
  const { success, data: id } = IncidentId.safeParse(told.incident);
  const pages = success ? await ports.table.query(id, { prefix: prefixes.page }) : [];
  if (pages.some((row) => row['settled'] === undefined && row['leaseUntil'] !== undefined))
    throw new ReceiptTooEarly(`${tool} tells of ${told.providerId} while a page of ${told.incident} is being sent`);
}
