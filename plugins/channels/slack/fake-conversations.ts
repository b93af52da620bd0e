import * as z from 'zod';
import { Flag, inRoom, type Method, parsed, SlackSaysNo } from './fake-method.ts';
import { isUser, makeRoom, nameFault, openRoom, roomById, self, shown, userByEmail } from './fake-rooms.ts';
import type { Room, Workspace } from './fake-workspace.ts';

const cursorOf = (from: number): string => Buffer.from(`from:${from}`).toString('base64');
/** Where a page of a list begins; undefined for a cursor that no list gave. */
const cursorAt = (cursor: string): number | undefined => {
  const from = /^from:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString())?.[1];
  return cursor === '' ? 0 : from === undefined ? undefined : Number(from);
};

/** Rooms and the people in them. */
export const conversationMethods = (workspace: Workspace): Record<string, Method> => {
  const { desk, memory } = workspace;
  return {
    'conversations.create'(said) {
      const args = parsed(z.looseObject({ name: z.string().default(''), is_private: Flag.default(false) }), said);
      const fault = nameFault(args.name);
      if (fault) throw new SlackSaysNo(fault);
      if (memory.rooms.some((room) => room.name === args.name)) throw new SlackSaysNo('name_taken');
      return { channel: shown(makeRoom(workspace, args.name, args.is_private)) };
    },
    'conversations.info': (said) => ({ channel: shown(roomById(workspace, parsed(inRoom, said).channel)) }),
    'conversations.list'(said) {
      const args = parsed(
        z.looseObject({
          exclude_archived: Flag.default(false),
          types: z.string().default('public_channel'),
          limit: z.coerce.number().int().min(1).max(1000).default(100),
          cursor: z.string().default(''),
        }),
        said,
      );
      const from = cursorAt(args.cursor);
      if (from === undefined) throw new SlackSaysNo('invalid_cursor');
      const types = args.types.split(',').map((one) => one.trim());
      const kindOf = (room: Room) =>
        room.id.startsWith('D') ? 'im' : room.private ? 'private_channel' : 'public_channel';
      const channels = memory.rooms.filter(
        (room) => types.includes(kindOf(room)) && !(args.exclude_archived && room.archived),
      );
      const to = from + args.limit;
      return {
        channels: channels.slice(from, to).map(shown),
        response_metadata: { next_cursor: to < channels.length ? cursorOf(to) : '' },
      };
    },
    'conversations.invite'(said) {
      const args = parsed(inRoom.extend({ users: z.string().default('') }), said);
      const room = openRoom(roomById(workspace, args.channel));
      const users = args.users
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean);
      if (users.length === 0) throw new SlackSaysNo('no_user');
      if (users.length > 100) throw new SlackSaysNo('too_many_users');
      const errors = users.flatMap((user) => {
        const error = !isUser(workspace, user)
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
      const room = openRoom(roomById(workspace, args.channel));
      if (args.topic.length > 250) throw new SlackSaysNo('too_long');
      room.topic = args.topic;
      return { channel: shown(room) };
    },
    'conversations.setPurpose'(said) {
      const args = parsed(inRoom.extend({ purpose: z.string().default('') }), said);
      const room = openRoom(roomById(workspace, args.channel));
      if (args.purpose.length > 250) throw new SlackSaysNo('too_long');
      room.purpose = args.purpose;
      return { purpose: args.purpose, channel: shown(room) };
    },
    'conversations.archive'(said) {
      const room = roomById(workspace, parsed(inRoom, said).channel);
      if (room.archived) throw new SlackSaysNo('already_archived');
      room.archived = true;
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
      const room = openRoom(roomById(workspace, args.channel_id));
      if (args.type !== 'link') throw new SlackSaysNo('invalid_bookmark_type');
      if (args.link === undefined || !URL.canParse(args.link)) throw new SlackSaysNo('invalid_link');
      const id = `Bk${desk.next()}`;
      return { bookmark: { id, channel_id: room.id, title: args.title, link: args.link, type: 'link' } };
    },
    'users.lookupByEmail'(said) {
      const { id, email } = userByEmail(
        workspace,
        parsed(z.looseObject({ email: z.string().default('') }), said).email,
      );
      return { user: { id, team_id: 'T0TOCSIN', name: email.split('@')[0], deleted: false, profile: { email } } };
    },
  };
};
