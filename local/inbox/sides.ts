import type { ChannelPlugin } from '#plugins/channels/channel';
import type { Fake, FakeDesk } from '#plugins/channels/fake';
import type { WireHead } from '#plugins/fakes/wire';
import { webhook } from './webhook.ts';

/** The other side of one channel, at work under the channel's name. */
export interface Side {
  channel: string;
  title: string;
  fake: Fake;
  serve: ReturnType<Fake['serve']>;
}

/** One side for every channel that is given, and one for the webhooks of tools that have no channel. */
export async function sidesOf(
  channels: readonly ChannelPlugin[],
  deskFor: (channel: string) => FakeDesk,
): Promise<Side[]> {
  const loaded = channels.map(async (plugin) => {
    const { fake } = await plugin.fake();
    return { channel: plugin.tool, title: plugin.title, fake };
  });
  return [...(await Promise.all(loaded)), { channel: 'webhook', title: 'Webhook', fake: webhook }].map((side) => ({
    ...side,
    serve: side.fake.serve(deskFor(side.channel)),
  }));
}

/** Which side a request is meant for; undefined where it is meant for the inbox itself. */
export const sideFor = (sides: readonly Side[], head: WireHead): Side | undefined =>
  sides.find(({ fake }) => fake.takes(head));
