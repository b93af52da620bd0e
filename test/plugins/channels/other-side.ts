import type { Channel } from '#app/ports';
import type { Message } from '#local/inbox/message';
import { startInbox } from '#local/inbox/server';
import type { ChannelPlugin } from '#plugins/channels/channel';
import { connectChannels } from '#plugins/channels/connect';
import { nobody, portsAt } from './provider.ts';

/** One channel connected with its own fake, as the inbox serves it; `unreachable` is the same channel where nobody listens. */
export interface OtherSide {
  channel: Channel;
  unreachable: Channel;
  /** Everything that has arrived, oldest first. */
  arrived: () => Message[];
  /** The secret of that name, made up by the fake. */
  secretOf: (name: string) => string;
  fault: (mode: 'refuse' | 'hang' | '500' | '429' | 'ok-false' | 'lost-answer') => void;
  mend: () => void;
  close: () => Promise<void>;
}

export const otherSide = async (plugin: ChannelPlugin): Promise<OtherSide> => {
  const [inbox, { fake }] = await Promise.all([startInbox({ channels: [plugin] }), plugin.fake()]);
  const made = new Map<string, string>();
  const secretOf = (name: string): string => {
    if (fake.secret === 'none') throw new Error(`${plugin.tool} asks for the secret ${name}, and its fake has none`);
    const secret = made.get(name) ?? fake.secret();
    made.set(name, secret);
    return secret;
  };
  // a secret as people paste it: with the end of the line
  const secrets = { get: async (name: string) => `${secretOf(name)}\n` };
  const at = (url: string): Channel => {
    // as a deployment connects it
    const channel = connectChannels([plugin], portsAt(plugin, { url, endpoints: fake.endpoints(url), secrets }))[
      plugin.tool
    ];
    if (channel === undefined) throw new Error(`${plugin.tool} is not connected`);
    return channel;
  };
  return {
    channel: at(inbox.url),
    unreachable: at(await nobody()),
    arrived: () => inbox.messages(),
    secretOf,
    fault: (mode) => {
      inbox.fault(plugin.tool, { mode });
    },
    mend: () => {
      inbox.mend(plugin.tool);
    },
    close: inbox.close,
  };
};
