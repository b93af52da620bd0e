import type { Channel } from '#app/ports';
import { variablesIn } from '../variables.ts';
import type { ChannelPlugin, ChannelPorts } from './channel.ts';

/** All channels by their tool, connected. */
export async function connectChannels(
  channels: readonly ChannelPlugin[],
  ports: ChannelPorts,
): Promise<Record<string, Channel>> {
  const env = variablesIn(ports.env);
  const connected = channels.map(async ({ tool, load }) => [tool, (await load()).connect({ ...ports, env })] as const);
  return Object.fromEntries(await Promise.all(connected));
}
