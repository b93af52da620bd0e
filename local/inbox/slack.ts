import * as z from 'zod';
import { buckets } from './bucket.ts';
import { idOf } from './message.ts';
import { Blocks, blockFault, readable } from './slack-blocks.ts';
import {
  isUser,
  makeRoom,
  nameFault,
  roomById,
  roomFor,
  SlackSaysNo,
  self,
  shown,
  userByEmail,
} from './slack-rooms.ts';
import type { Desk, Room } from './state.ts';
import { faultsOf, json, jsonOf, type WireRequest, type WireResponse } from './wire.ts';

const Flag = z.union([
  z.boolean(),
  z.enum(['true', 'false', '1', '0']).transform((said) => said === 'true' || said === '1'),
]);
const Metadata = z.looseObject({
  event_type: z.string().min(1).max(255),
  event_payload: z.record(z.string(), z.unknown()),
});
/** Slack ignores arguments it does not know, so these schemas are open. */
const inRoom = z.looseObject({ channel: z.string().default('') });
const Posting = inRoom.extend({
  text: z.string().default(''),
  blocks: z.unknown().optional(),
  attachments: z.unknown().optional(),
  thread_ts: z.string().optional(),
  metadata: z.unknown().optional(),
});
const Update = Posting.extend({ ts: z.string().default('') });

/** A form carries JSON texts where a JSON body carries values. */
const unpacked = (value: unknown): unknown => (typeof value === 'string' ? jsonOf(value) : value);

const mostMetadata = 8_000;
const contentOf = (args: z.infer<typeof Posting>) => {
  const blocks = args.blocks === undefined || args.blocks === '' ? undefined : Blocks.safeParse(unpacked(args.blocks));
  if (blocks?.success === false) throw new SlackSaysNo('invalid_blocks_format');
  if (!args.text && !blocks?.data.length && args.attachments === undefined) throw new SlackSaysNo('no_text');
  if (args.text.length > 40_000) throw new SlackSaysNo('msg_too_long');
  const fault = blocks && blockFault(blocks.data);
  if (fault) {
    const { error, messages } = fault;
    throw new SlackSaysNo(error, messages.length > 0 ? { errors: messages, response_metadata: { messages } } : {});
  }
  if (args.metadata === undefined) return { blocks: blocks?.data, metadata: undefined };
  const value = unpacked(args.metadata);
  if (value === undefined) throw new SlackSaysNo('invalid_metadata_format');
  const metadata = Metadata.safeParse(value);
  if (!metadata.success) throw new SlackSaysNo('invalid_metadata_schema');
  if (JSON.stringify(value).length > mostMetadata) throw new SlackSaysNo('metadata_too_large');
  return { blocks: blocks?.data, metadata: metadata.data };
};

type Method = (args: Record<string, unknown>) => Record<string, unknown>;

const parsed = <T extends z.ZodType>(schema: T, args: unknown): z.infer<T> => {
  const result = schema.safeParse(args);
  if (result.success) return result.data;
  const messages = faultsOf(result.error).map(({ path, message }) => `[ERROR] ${message} [json-pointer:/${path}]`);
  throw new SlackSaysNo('invalid_arguments', { response_metadata: { messages } });
};

/** Slack's Web API: it answers 200 and says in the body whether it did what was asked. */
export const slackApi = (desk: Desk) => {
  const { slack } = desk.state;
  const speed = buckets(desk.world.limits.slack, desk.now);
  for (const name of desk.world.slackChannels ?? []) {
    const bare = name.replace(/^#/, '');
    if (!slack.rooms.some((room) => room.name === bare)) makeRoom(desk, bare, false);
  }
  const open = (room: Room): Room => {
    if (room.archived) throw new SlackSaysNo('is_archived');
    return room;
  };
  const record = (method: string, room: Room, args: z.infer<typeof Posting>, ts: string) => {
    const { blocks, metadata } = contentOf(args);
    const payload = metadata?.event_payload;
    desk.record({
      channel: 'slack',
      kind: payload?.['kind'] === 'page' ? 'page' : 'message',
      to: room.name === '' ? room.id : `#${room.name}`,
      incidentId: idOf(payload?.['incidentId']),
      text: args.text || readable(blocks),
      raw: { method, ...args, ...(blocks ? { blocks } : {}), ...(metadata ? { metadata } : {}), channel: room.id, ts },
    });
    return { metadata };
  };

  const methods: Record<string, Method> = {
    'auth.test': () => ({
      url: 'https://tocsin.slack.com/',
      team: 'Tocsin',
      user: 'tocsin',
      team_id: 'T0TOCSIN',
      user_id: self,
      bot_id: 'B0TOCSIN',
    }),
    'chat.postMessage'(said) {
      const args = parsed(Posting, said);
      contentOf(args);
      const room = open(roomFor(desk, args.channel));
      const wait = speed.take(room.id);
      if (wait > 0) throw new SlackSaysNo('ratelimited', { wait });
      const ts = `${Math.floor(desk.now().getTime() / 1000)}.${String(desk.next()).padStart(6, '0')}`;
      const { metadata } = record('chat.postMessage', room, args, ts);
      slack.posts.push({ channel: room.id, ts, text: args.text, threadTs: args.thread_ts ?? null, metadata });
      if (slack.posts.length > 20_000) slack.posts.shift();
      const thread = args.thread_ts === undefined ? {} : { thread_ts: args.thread_ts };
      return { channel: room.id, ts, message: { type: 'message', text: args.text, user: self, ts, ...thread } };
    },
    'chat.update'(said) {
      const args = parsed(Update, said);
      contentOf(args);
      const room = open(roomById(desk, args.channel));
      const post = slack.posts.find((one) => one.channel === room.id && one.ts === args.ts);
      if (!post) throw new SlackSaysNo('message_not_found');
      const { metadata } = record('chat.update', room, args, args.ts);
      Object.assign(post, { text: args.text }, metadata ? { metadata } : {});
      return {
        channel: room.id,
        ts: args.ts,
        text: args.text,
        message: { type: 'message', text: args.text, user: self },
      };
    },
    'conversations.create'(said) {
      const args = parsed(z.looseObject({ name: z.string().default(''), is_private: Flag.default(false) }), said);
      const fault = nameFault(args.name);
      if (fault) throw new SlackSaysNo(fault);
      if (slack.rooms.some((room) => room.name === args.name)) throw new SlackSaysNo('name_taken');
      return { channel: shown(makeRoom(desk, args.name, args.is_private)) };
    },
    'conversations.info': (said) => ({ channel: shown(roomById(desk, parsed(inRoom, said).channel)) }),
    'conversations.list'(said) {
      const args = parsed(
        z.looseObject({ exclude_archived: Flag.default(false), types: z.string().default('public_channel') }),
        said,
      );
      const types = args.types.split(',').map((one) => one.trim());
      const kindOf = (room: Room) =>
        room.id.startsWith('D') ? 'im' : room.private ? 'private_channel' : 'public_channel';
      const channels = slack.rooms.filter(
        (room) => types.includes(kindOf(room)) && !(args.exclude_archived && room.archived),
      );
      return { channels: channels.map(shown), response_metadata: { next_cursor: '' } };
    },
    'conversations.history'(said) {
      const args = parsed(inRoom.extend({ limit: z.coerce.number().int().min(1).max(999).default(100) }), said);
      const room = roomById(desk, args.channel);
      const posts = slack.posts
        .filter((one) => one.channel === room.id)
        .slice(-args.limit)
        .reverse();
      const messages = posts.map(({ ts, text, threadTs, metadata }) => ({
        type: 'message',
        user: self,
        ts,
        text,
        ...(threadTs ? { thread_ts: threadTs } : {}),
        ...(metadata ? { metadata } : {}),
      }));
      return { messages, has_more: false };
    },
    'conversations.invite'(said) {
      const args = parsed(inRoom.extend({ users: z.string().default('') }), said);
      const room = open(roomById(desk, args.channel));
      const users = args.users
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean);
      if (users.length === 0) throw new SlackSaysNo('no_user');
      if (users.length > 100) throw new SlackSaysNo('too_many_users');
      const errors = users.flatMap((user) => {
        const error = !isUser(desk, user)
          ? 'user_not_found'
          : user === self
            ? 'cant_invite_self'
            : room.members.includes(user)
              ? 'already_in_channel'
              : undefined;
        return error ? [{ user, ok: false, error }] : [];
      });
      const [first] = errors;
      if (first) throw new SlackSaysNo(first.error, { errors });
      room.members.push(...new Set(users));
      return { channel: shown(room) };
    },
    'conversations.setTopic'(said) {
      const args = parsed(inRoom.extend({ topic: z.string().default('') }), said);
      const room = open(roomById(desk, args.channel));
      if (args.topic.length > 250) throw new SlackSaysNo('too_long');
      room.topic = args.topic;
      return { channel: shown(room) };
    },
    'conversations.setPurpose'(said) {
      const args = parsed(inRoom.extend({ purpose: z.string().default('') }), said);
      const room = open(roomById(desk, args.channel));
      if (args.purpose.length > 250) throw new SlackSaysNo('too_long');
      room.purpose = args.purpose;
      return { purpose: args.purpose, channel: shown(room) };
    },
    'conversations.archive'(said) {
      const room = roomById(desk, parsed(inRoom, said).channel);
      if (room.archived) throw new SlackSaysNo('already_archived');
      room.archived = true;
      return {};
    },
    'pins.add'(said) {
      const args = parsed(inRoom.extend({ timestamp: z.string().optional() }), said);
      const room = open(roomById(desk, args.channel));
      const { timestamp } = args;
      if (timestamp === undefined) throw new SlackSaysNo('no_item_specified');
      if (!slack.posts.some((one) => one.channel === room.id && one.ts === timestamp))
        throw new SlackSaysNo('message_not_found');
      if (room.pins.includes(timestamp)) throw new SlackSaysNo('already_pinned');
      room.pins.push(timestamp);
      return {};
    },
    'bookmarks.add'(said) {
      const args = parsed(
        z.looseObject({
          channel_id: z.string().default(''),
          title: z.string().min(1),
          type: z.string(),
          link: z.string().optional(),
        }),
        said,
      );
      const room = open(roomById(desk, args.channel_id));
      if (args.type !== 'link') throw new SlackSaysNo('invalid_bookmark_type');
      if (args.link === undefined || !URL.canParse(args.link)) throw new SlackSaysNo('invalid_link');
      const id = `Bk${desk.next()}`;
      return { bookmark: { id, channel_id: room.id, title: args.title, link: args.link, type: 'link' } };
    },
    'users.lookupByEmail'(said) {
      const { id, email } = userByEmail(desk, parsed(z.looseObject({ email: z.string().default('') }), said).email);
      return { user: { id, team_id: 'T0TOCSIN', name: email.split('@')[0], deleted: false, profile: { email } } };
    },
  };

  const argsOf = ({ headers, body }: WireRequest): Record<string, unknown> | undefined => {
    if (/^application\/json/i.test(headers['content-type'] ?? '')) {
      return z.record(z.string(), z.unknown()).safeParse(jsonOf(body)).data;
    }
    return Object.fromEntries(new URLSearchParams(body));
  };

  return (method: string, request: WireRequest): WireResponse => {
    const no = (error: string, more: Record<string, unknown> = {}) => json(200, { ok: false, error, ...more });
    const { token: formToken, ...args } = argsOf(request) ?? { token: undefined };
    const token = /^Bearer (.+)$/i.exec(request.headers['authorization'] ?? '')?.[1] ?? formToken;
    const known = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (!known) return no('unknown_method', { req_method: method });
    if (typeof token !== 'string' || token === '') return no('not_authed');
    if (!/^xox[a-z.]*-\S+$/.test(token)) return no('invalid_auth');
    if (argsOf(request) === undefined) return no('invalid_json');
    try {
      return json(200, { ok: true, ...known(args) });
    } catch (error) {
      if (!(error instanceof SlackSaysNo)) throw error;
      const { wait, ...more } = error.more;
      if (wait === undefined) return no(error.message, more);
      return json(429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(wait) });
    }
  };
};
