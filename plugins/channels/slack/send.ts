import type { WebClient } from '@slack/web-api';
import * as z from 'zod';
import type { Channel, Http, Outgoing, Receipt, Secrets } from '#app/ports';
import { NoAnswer, Undeliverable } from '#core/errors';
import { line, listOf } from '../wording.ts';
import { blocksOf, escapedWithin, fallbackOf } from './blocks.ts';
import { codeOf, slackError, slackWeb } from './web.ts';

export interface SlackPorts {
  http: Http;
  secrets: Secrets;
  /** Base of the Web API, `https://slack.com/api/`. */
  url: string;
  /** Secret that holds the bot token where a message names none (`facts.secret`). */
  secret: string;
}

const Posted = z.looseObject({ channel: z.string().min(1), ts: z.string().min(1) });
const Created = z.looseObject({ channel: z.looseObject({ id: z.string().min(1) }) });
const Listed = z.looseObject({
  channels: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string().optional(),
      is_member: z.boolean().optional(),
      is_archived: z.boolean().optional(),
    }),
  ),
});

/** An accepted answer that lacks what it must have leaves open what happened. */
const read = <T extends z.ZodType>(schema: T, answer: unknown): z.infer<T> => {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw new NoAnswer('Slack answers 200 with a body that cannot be read', { cause: parsed.error });
  return parsed.data;
};

const post = async (slack: WebClient, message: Outgoing, channel: string, threadTs: string | undefined) =>
  read(
    Posted,
    await slack.chat.postMessage({
      channel,
      text: fallbackOf(message),
      blocks: blocksOf(message),
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
      metadata: {
        event_type: 'tocsin',
        event_payload: { incidentId: message.incidentId, kind: message.kind, key: message.key },
      },
      mrkdwn: true,
      parse: 'none',
      link_names: false,
      unfurl_links: false,
      unfurl_media: false,
    }),
  );

/** The room that an earlier attempt made: its name holds the incident's id, and we are in it. */
const roomBefore = async (slack: WebClient, name: string): Promise<string | undefined> => {
  const answer = await slack.conversations.list({
    types: 'public_channel,private_channel',
    exclude_archived: true,
    limit: 1000,
  });
  return Listed.safeParse(answer).data?.channels.find((one) => one.name === name && one.is_member && !one.is_archived)
    ?.id;
};

const makeRoom = async (slack: WebClient, message: Outgoing): Promise<{ id: string; name: string }> => {
  const wanted = message.facts['room'];
  if (!wanted) throw new Undeliverable('a room needs a name (facts.room)');
  for (let turn = 1; turn <= 9; turn += 1) {
    const suffix = turn === 1 ? '' : `-${turn}`;
    const name = `${wanted.slice(0, 80 - suffix.length)}${suffix}`;
    try {
      const made = await slack.conversations.create({ name, is_private: message.facts['private'] === 'true' });
      return { id: read(Created, made).channel.id, name };
    } catch (error) {
      if (codeOf(error) !== 'name_taken') throw error;
      const id = message.mayBeRepeat ? await roomBefore(slack, name) : undefined;
      if (id !== undefined) return { id, name };
    }
  }
  throw new Undeliverable('Slack: name_taken, with nine suffixes');
};

/** Calls people into a room. A person who cannot be called keeps nobody else out: the answer names each with the reason. */
const invite = async (slack: WebClient, channel: string, people: string[]): Promise<string[]> => {
  const there = new Set(['already_in_channel', 'cant_invite_self']);
  const missing: string[] = [];
  for (const person of people) {
    try {
      await slack.conversations.invite({ channel, users: person });
    } catch (error) {
      const reason = codeOf(error) ?? 'no_answer';
      if (!there.has(reason)) missing.push(`${person}:${reason}`);
    }
  }
  return missing;
};

const openRoom = async (slack: WebClient, message: Outgoing): Promise<Receipt> => {
  const room = await makeRoom(slack, message);
  const purpose = line(message.facts['purpose'] ?? message.subject, 250);
  // A room without its purpose, or without one of its people, is a room all the same.
  const unset = await slack.conversations.setPurpose({ channel: room.id, purpose: escapedWithin(purpose, 250) }).then(
    () => undefined,
    (error: unknown) => codeOf(error) ?? 'no_answer',
  );
  const missing = await invite(slack, room.id, listOf(message.facts['people']));
  try {
    const { channel, ts } = await post(slack, message, room.id, undefined);
    return {
      providerId: ts,
      ref: {
        channel,
        ts,
        room: channel,
        roomName: room.name,
        ...(missing.length === 0 ? {} : { notInvited: missing.join(',') }),
        ...(unset === undefined ? {} : { purposeNotSet: unset }),
      },
    };
  } catch (error) {
    // Something has been delivered, the room: the next attempt must look for it before it makes another.
    throw new NoAnswer('the room is there, its opening card is not known to be', { cause: slackError(error) });
  }
};

/**
 * Slack by its Web API. `to`: one channel (`#name` or id) or member id; none means the incident's room. A message goes into the
 * thread of `refs.ts`, which stays the ts of the thread's first message; `kind: 'room'` makes a room and posts its opening card there.
 */
export const slack = ({ http, secrets, url, secret }: SlackPorts): Channel => ({
  async send(message) {
    const token = (await secrets.get(message.facts['secret'] ?? secret)).trim();
    const client = slackWeb(http, url, token);
    try {
      if (message.kind === 'room') return await openRoom(client, message);
      const { channel: before, ts: first, room } = message.refs;
      const [target = room, ...more] = message.to;
      if (!target || more.length > 0)
        throw new Undeliverable(`Slack takes one channel or person, not ${message.to.length}`);
      // The card of a room is no thread: in the room messages stand side by side.
      const threadTs = room !== undefined && before === room ? undefined : first;
      const { channel, ts } = await post(client, message, target, threadTs);
      return { providerId: ts, ref: { channel, ts: threadTs ?? ts } };
    } catch (error) {
      throw slackError(error);
    }
  },
});
