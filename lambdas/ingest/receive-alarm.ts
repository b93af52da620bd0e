import type { Ports } from '#app/ports';
import { takeReceipt } from '#app/receipts/take';
import { takeSignal } from '#app/store/signals';
import { InvalidInput } from '#core/errors';
import type { Signal } from '#core/incident/signal';
import { isRecord } from '#core/json';
import type { ChannelPlugin } from '#plugins/channels/channel';
import { channels } from '#plugins/channels/registry';
import { allowedBy } from '#plugins/sources/allowed';
import { type Posted, readPosted } from '#plugins/sources/posted';
import { signalIn, unreadIn } from '#plugins/sources/queued';
import { sources } from '#plugins/sources/registry';
import { signalsOf } from '#plugins/sources/signals';
import type { SourcePlugin } from '#plugins/sources/source';
import { aws } from '#runtime/aws';
import { consumer } from '#runtime/lambda';
import type { StoreNeeds } from '#runtime/task';

/** Takes in one payload of a source, a signal of one that posted to the API, what of such a post could not be read, or what a provider tells of a page. What nobody recognises, or can read, goes to the dead letters with its payload. */
export async function receiveAlarm(
  ports: StoreNeeds & Pick<Ports, 'log'>,
  body: unknown,
  known: readonly SourcePlugin[] = sources,
): Promise<void> {
  const channel = tellingChannel(body);
  if (channel?.receipts !== undefined) {
    const { receipts } = await channel.receipts.load();
    for (const told of receipts.read(body)) await takeReceipt(ports, channel, told);
    return;
  }
  const left = unreadIn(body);
  if (left !== undefined) return readAgain(ports, left, known);
  const posted = signalIn(body);
  await takeAll(
    ports,
    posted === undefined ? signalsOf(known, body, allowedBy(ports.deployed.pack, ports.deployed)) : [posted],
  );
}

async function takeAll(ports: StoreNeeds & Pick<Ports, 'log'>, signals: readonly Signal[]): Promise<void> {
  if (signals.length === 0) ports.log.info('nothing in it may open an incident: ignored');
  for (const signal of signals) ports.log.info('signal taken', { ...(await takeSignal(ports, signal)) });
}

/** What a source posted and could not be read whole: once all of it can be, it is taken. What could be read at once has had messages of its own. */
async function readAgain(
  ports: StoreNeeds & Pick<Ports, 'log'>,
  posted: Posted,
  sources: readonly SourcePlugin[],
): Promise<void> {
  const { deployed } = ports;
  const { signals, faults } = await readPosted({ sources, pack: deployed.pack, deployed }, posted, ports.wallClock());
  const said = faults.slice(0, 3).map(({ path, message }) => `${path}: ${message}`.replace(/^: /, '').slice(0, 300));
  if (said.length > 0) throw new InvalidInput(`${posted.source}: ${said.join('; ')}`);
  await takeAll(ports, signals);
}

/** The channel whose provider has sent an event. */
const tellingChannel = (body: unknown): ChannelPlugin | undefined =>
  channels.find(
    ({ receipts }) =>
      receipts !== undefined &&
      isRecord(body) &&
      body['source'] === receipts.source &&
      receipts.detailTypes.some((type) => type === body['detail-type']),
  );

export const handler = consumer(receiveAlarm, aws);
