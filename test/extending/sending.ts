import type { Channel, Http } from '#app/ports';
import { NoAnswer, Unreachable } from '#core/errors';
import { createInbox, type Inbox } from '#local/inbox/inbox';
import type { ChannelPlugin } from '#plugins/channels/channel';
import { inProcess } from '#simulator/aws-transport';
import { environmentAt } from '../plugins/environment.ts';

const inboxUrl = 'http://inbox.test';

/** A channel that really sends, by its own sender to its own fake in the inbox, without a socket. */
export async function sendingToItsFake(plugin: ChannelPlugin): Promise<{ inbox: Inbox; channel: Channel }> {
  const [inbox, { connect }, { fake }] = await Promise.all([
    createInbox({ channels: [plugin] }),
    plugin.load(),
    plugin.fake(),
  ]);
  const http: Http = {
    async send({ method, url, headers = {}, body = '' }) {
      const { pathname, search } = new URL(url);
      const answer = inbox.handle({ method, path: `${pathname}${search}`, headers, body });
      if (!('broken' in answer)) return answer;
      throw answer.broken === 'refused' ? new Unreachable('refused') : new NoAnswer(answer.broken);
    },
  };
  const secret = fake.secret === 'none' ? '' : fake.secret();
  const channel = connect({
    http: () => http,
    secrets: { get: async () => secret },
    env: environmentAt(plugin, fake.endpoints(inboxUrl)),
    topicArn: () => undefined,
    aws: inProcess(http, inboxUrl),
  });
  return { inbox, channel };
}
