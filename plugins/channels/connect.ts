import type { Acknowledgement, Channel, Secrets } from '#app/ports';
import { NotConfigured, Unreachable } from '#core/errors';
import { connected } from '../connect.ts';
import { variablesIn } from '../variables.ts';
import type { ChannelPlugin, ChannelPorts } from './channel.ts';

/** All channels by their tool, each loaded and connected when something is first sent by it: a page by SMS loads no other client. */
export function connectChannels(channels: readonly ChannelPlugin[], ports: ChannelPorts): Record<string, Channel> {
  const loaded = channels.map(({ tool, load }) => ({ kind: tool, load }));
  const connectedTo = connected(loaded, {
    ...ports,
    env: variablesIn(ports.env),
    secrets: beforeSending(ports.secrets),
  });
  const channelOf = async (tool: string): Promise<Channel> => {
    const channel = await connectedTo(tool);
    if (channel === undefined) throw new NotConfigured(`this release has no channel ${tool}`);
    return channel;
  };
  const lazy = ({ tool, capabilities }: ChannelPlugin): Channel => ({
    send: async (message, to, refs) => (await channelOf(tool)).send(message, to, refs),
    ...(capabilities.receipts !== 'acknowledged'
      ? {}
      : { look: async (receipt) => looking(await channelOf(tool), receipt) }),
  });
  return Object.fromEntries(channels.map((channel) => [channel.tool, lazy(channel)]));
}

/** A secret that cannot be read stops a sending before it has begun: nothing can have arrived. */
const beforeSending = (secrets: Secrets): Secrets => ({
  async get(name, options) {
    try {
      return await secrets.get(name, options);
    } catch (error) {
      if (error instanceof NotConfigured) throw error;
      const { name: kind } = error instanceof Error ? error : { name: 'error' };
      throw new Unreachable(`the secret ${name} cannot be read (${kind})`, { cause: error });
    }
  },
});

const looking = ({ look }: Channel, receipt: string): Promise<Acknowledgement> => {
  if (look === undefined) throw new NotConfigured('the channel has no receipts that can be read');
  return look(receipt);
};
