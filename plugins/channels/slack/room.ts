import type { WebClient } from '@slack/web-api';
import * as z from 'zod';
import type { Receipt, RoomOpening } from '#app/outbox/message';
import { NoAnswer, Undeliverable } from '#core/errors';
import { line } from '../wording.ts';
import { escapedWithin } from './blocks.ts';
import { post, read } from './post.ts';
import { codeOf, slackError } from './web.ts';

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
  response_metadata: z.looseObject({ next_cursor: z.string().optional() }).optional(),
});

/** Pages of a thousand rooms that are read. */
const mostPages = 20;

/** The room that an earlier attempt made: its name holds the incident's id, and we are in it. */
const roomBefore = async (slack: WebClient, name: string): Promise<string | undefined> => {
  let cursor: string | undefined;
  for (let page = 1; page <= mostPages; page += 1) {
    const answer = await slack.conversations.list({
      types: 'public_channel,private_channel',
      exclude_archived: true,
      limit: 1000,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const { channels, response_metadata: more } = read(Listed, answer);
    const found = channels.find((one) => one.name === name && one.is_member && !one.is_archived);
    if (found !== undefined) return found.id;
    // Slack says "no more" by an empty cursor
    cursor = more?.next_cursor || undefined;
    if (cursor === undefined) return undefined;
  }
  return undefined;
};

const makeRoom = async (
  slack: WebClient,
  { room, mayBeRepeat }: RoomOpening,
): Promise<{ id: string; name: string }> => {
  for (let turn = 1; turn <= 9; turn += 1) {
    const suffix = turn === 1 ? '' : `-${turn}`;
    const name = `${room.name.slice(0, 80 - suffix.length)}${suffix}`;
    try {
      const made = await slack.conversations.create({ name, is_private: room.private });
      return { id: read(Created, made).channel.id, name };
    } catch (error) {
      if (codeOf(error) !== 'name_taken') throw error;
      const id = mayBeRepeat ? await roomBefore(slack, name) : undefined;
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

/** Makes the incident's room, calls its people, and posts its card. */
export const openRoom = async (slack: WebClient, message: RoomOpening): Promise<Receipt> => {
  const room = await makeRoom(slack, message);
  const purpose = line(message.room.purpose || message.subject, 250);
  // A room without its purpose, or without one of its people, is a room all the same.
  const unset = await slack.conversations.setPurpose({ channel: room.id, purpose: escapedWithin(purpose, 250) }).then(
    () => undefined,
    (error: unknown) => codeOf(error) ?? 'no_answer',
  );
  const missing = await invite(slack, room.id, message.room.people);
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
