import * as z from 'zod';
import type { Outgoing, Receipt, Recipient, Refs } from '#app/outbox/message';
import type { Channel } from '#app/ports';
import { Unreachable } from '#core/errors';
import type { ChannelPorts } from '../channel.ts';
import { soleAddress } from '../wording.ts';
import { RoomPlace, SlackPlace } from './place.ts';
import { post } from './post.ts';
import { openRoom } from './room.ts';
import { slackError, slackWeb } from './web.ts';

const Environment = z.object({ SLACK_API_URL: z.string().default('https://slack.com/api/') });
const AnyPlace = z.discriminatedUnion('tool', [SlackPlace, RoomPlace]);
/** Names the bot token's secret where a person is written to and no place of the playbook does. */
const usualSecret = 'slack';

interface Target {
  channel: string;
  secret: string;
  /** The first message of the thread. */
  thread: string | undefined;
}

function targetOf(to: Recipient, refs: Refs): Target {
  if ('addresses' in to) {
    const secret = to.via === undefined ? usualSecret : AnyPlace.parse(to.via).secret;
    return { channel: soleAddress('Slack', to.addresses), secret, thread: refs['ts'] };
  }
  const place = AnyPlace.parse(to.place);
  if (place.tool === 'slack')
    return { channel: place.channel, secret: place.secret, thread: place.thread ? refs['ts'] : undefined };
  // the card of a room is no thread: in the room messages stand side by side
  return { channel: refs['room'] ?? '', secret: place.secret, thread: undefined };
}

/**
 * Slack by its Web API. A place is a channel (`#name`) or the incident's room; an address is a member id. A message goes into the thread of
 * `refs.ts`, which stays the ts of the thread's first message; `kind: 'room'` opens a room and posts its card there.
 */
export const connect = ({ http, secrets, env }: ChannelPorts): Channel => {
  const { SLACK_API_URL: url } = Environment.parse(env);
  const web = http([url]);
  const send = async (message: Outgoing, to: Recipient, refs: Refs): Promise<Receipt> => {
    const { channel, secret, thread } = targetOf(to, refs);
    const client = slackWeb(web, url, (await secrets.get(secret)).trim());
    if (message.kind === 'room') return openRoom(client, message);
    if (channel === '') throw new Unreachable('the room is not open yet');
    const { channel: posted, ts } = await post(client, message, channel, thread);
    return { providerId: ts, ref: { channel: posted, ts: thread ?? ts } };
  };
  return {
    send: async (message, to, refs) => {
      try {
        return await send(message, to, refs);
      } catch (error) {
        throw slackError(error);
      }
    },
  };
};
