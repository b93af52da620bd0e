import type { Channel } from '#app/ports';
import type { ChannelPlugin, ChannelPorts } from './channel.ts';

/** All channels by their tool, connected; a variable of the environment that is empty counts as not given. */
export async function connectChannels(
  channels: readonly ChannelPlugin[],
  ports: ChannelPorts,
): Promise<Record<string, Channel>> {
  const env = Object.fromEntries(Object.entries(ports.env).filter(([, value]) => value !== ''));
  const connected = channels.map(async ({ tool, load }) => [tool, (await load()).connect({ ...ports, env })] as const);
  return Object.fromEntries(await Promise.all(connected));
}
