import type { Channel } from '#app/ports';
import { NotConfigured } from '#core/errors';
import { connected } from '../connect.ts';
import { variablesIn } from '../variables.ts';
import type { ChannelPlugin, ChannelPorts } from './channel.ts';

/** All channels by their tool, each loaded and connected when something is first sent by it: a page by SMS loads no other client. */
export function connectChannels(channels: readonly ChannelPlugin[], ports: ChannelPorts): Record<string, Channel> {
  const loaded = channels.map(({ tool, load }) => ({ kind: tool, load }));
  const connectedTo = connected(loaded, { ...ports, env: variablesIn(ports.env) });
  const channelOf = (tool: string): Channel => ({
    async send(message, to, refs) {
      const channel = await connectedTo(tool);
      if (channel === undefined) throw new NotConfigured(`this release has no channel ${tool}`);
      return channel.send(message, to, refs);
    },
  });
  return Object.fromEntries(channels.map(({ tool }) => [tool, channelOf(tool)]));
}
