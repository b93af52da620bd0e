import * as z from 'zod';
import { buckets } from '../../fakes/bucket.ts';
import { jsonOf } from '../../fakes/wire.ts';
import { incidentIn } from '../fake.ts';
import { Blocks, blockFault, readable } from './fake-blocks.ts';
import { inRoom, type Method, parsed, SlackSaysNo, SlackSaysWait } from './fake-method.ts';
import { openRoom, roomById, roomFor, self } from './fake-rooms.ts';
import type { Room, Workspace } from './fake-workspace.ts';

const Metadata = z.looseObject({
  event_type: z.string().min(1).max(255),
  event_payload: z.record(z.string(), z.unknown()),
});
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

/** What readers see: Slack shows the three escapes that it asks for as the signs they stand for. */
const displayed = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** Posting, changing, reading back and pinning messages. */
export const chatMethods = (workspace: Workspace): Record<string, Method> => {
  const { desk, memory, settings } = workspace;
  const speed = buckets(settings.rate, desk.now);
  const record = (
    method: string,
    room: Room,
    args: z.infer<typeof Posting>,
    { blocks, metadata }: ReturnType<typeof contentOf>,
    ts: string,
  ) => {
    const payload = metadata?.event_payload;
    desk.record({
      kind: payload?.['kind'] === 'page' ? 'page' : 'message',
      to: room.name === '' ? room.id : `#${room.name}`,
      incidentId: incidentIn(payload?.['incidentId']),
      text: displayed(args.text || readable(blocks)),
      raw: { method, ...args, ...(blocks ? { blocks } : {}), ...(metadata ? { metadata } : {}), room: room.id, ts },
    });
  };

  return {
    'chat.postMessage'(said) {
      const args = parsed(Posting, said);
      const content = contentOf(args);
      const room = openRoom(roomFor(workspace, args.channel));
      const wait = speed.take(room.id);
      if (wait > 0) throw new SlackSaysWait(wait);
      const ts = `${Math.floor(desk.now().getTime() / 1000)}.${String(desk.next()).padStart(6, '0')}`;
      record('chat.postMessage', room, args, content, ts);
      const { metadata } = content;
      memory.posts.push({ channel: room.id, ts, text: args.text, threadTs: args.thread_ts ?? null, metadata });
      if (memory.posts.length > 20_000) memory.posts.shift();
      const thread = args.thread_ts === undefined ? {} : { thread_ts: args.thread_ts };
      return { channel: room.id, ts, message: { type: 'message', text: args.text, user: self, ts, ...thread } };
    },
    'chat.update'(said) {
      const args = parsed(Update, said);
      const content = contentOf(args);
      const room = openRoom(roomById(workspace, args.channel));
      const post = memory.posts.find((one) => one.channel === room.id && one.ts === args.ts);
      if (!post) throw new SlackSaysNo('message_not_found');
      record('chat.update', room, args, content, args.ts);
      const { metadata } = content;
      Object.assign(post, { text: args.text }, metadata ? { metadata } : {});
      return {
        channel: room.id,
        ts: args.ts,
        text: args.text,
        message: { type: 'message', text: args.text, user: self },
      };
    },
    'conversations.history'(said) {
      const args = parsed(inRoom.extend({ limit: z.coerce.number().int().min(1).max(999).default(100) }), said);
      const room = roomById(workspace, args.channel);
      const posts = memory.posts
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
    'pins.add'(said) {
      const args = parsed(inRoom.extend({ timestamp: z.string().optional() }), said);
      const room = openRoom(roomById(workspace, args.channel));
      const { timestamp } = args;
      if (timestamp === undefined) throw new SlackSaysNo('no_item_specified');
      if (!memory.posts.some((one) => one.channel === room.id && one.ts === timestamp))
        throw new SlackSaysNo('message_not_found');
      if (room.pins.includes(timestamp)) throw new SlackSaysNo('already_pinned');
      room.pins.push(timestamp);
      return {};
    },
  };
};
