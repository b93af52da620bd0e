import type { Acknowledgement, Channel } from '#app/ports';
import { NotConfigured } from '#core/errors';
import { connected } from '../connect.ts';
import { variablesIn } from '../variables.ts';
import type { ChannelPlugin, ChannelPorts } from './channel.ts';

/** All channels by their tool, each loaded and connected when something is first sent by it: a page by SMS loads no other client. */
export function connectChannels(channels: readonly ChannelPlugin[], ports: ChannelPorts): Record<string, Channel> {
  const loaded = channels.map(({ tool, load }) => ({ kind: tool, load }));
  const connectedTo = connected(loaded, { ...ports, env: variablesIn(ports.env) });
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

const looking = ({ look }: Channel, receipt: string): Promise<Acknowledgement> => {
  if (look === undefined) throw new NotConfigured('the channel has no receipts that can be read');
  return look(receipt);
};
