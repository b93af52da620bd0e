import { SlackSaysNo } from './slack-method.ts';
import type { Desk, Room } from './state.ts';

/** The bot's own member id. */
export const self = 'U0TOCSIN';
const roomId = /^[CGD][A-Z0-9]{2,20}$/;
const userId = /^[UW][A-Z0-9]{2,20}$/;
const idOf = (letter: string, n: number) => `${letter}0${n.toString(36).toUpperCase().padStart(8, '0')}`;

/** Slack's rules for the name of a channel. */
export const nameFault = (name: string): string | undefined => {
  if (name === '') return 'invalid_name_required';
  if (name.length > 80) return 'invalid_name_maxlength';
  if (/^[-_]+$/.test(name)) return 'invalid_name_punctuation';
  if (!/^[a-z0-9_-]+$/.test(name)) return 'invalid_name_specials';
  return undefined;
};

export const makeRoom = (desk: Desk, name: string, isPrivate: boolean): Room => {
  const room = {
    id: idOf('C', desk.next()),
    name,
    private: isPrivate,
    archived: false,
    created: Math.floor(desk.now().getTime() / 1000),
    topic: '',
    purpose: '',
    members: [self],
    pins: [],
  };
  desk.state.slack.rooms.push(room);
  return room;
};

/** The room with this id, as the `conversations.*` methods want it. */
export const roomById = (desk: Desk, id: string): Room => {
  const room = desk.state.slack.rooms.find((one) => one.id === id);
  if (!room) throw new SlackSaysNo('channel_not_found');
  return room;
};

export const isUser = (desk: Desk, id: string): boolean =>
  id === self ||
  (desk.world.slackUsers === undefined ? userId.test(id) : desk.world.slackUsers.some((one) => one.id === id));

/** The room that `chat.postMessage` means: an id, `#name`, a bare name, or a person's id for a direct message. */
export const roomFor = (desk: Desk, channel: string): Room => {
  if (userId.test(channel)) {
    if (!isUser(desk, channel)) throw new SlackSaysNo('channel_not_found');
    const id = `D${channel.slice(1)}`;
    const known = desk.state.slack.rooms.find((one) => one.id === id);
    if (known) return known;
    const room = { ...makeRoom(desk, '', true), id, members: [self, channel] };
    desk.state.slack.rooms[desk.state.slack.rooms.length - 1] = room;
    return room;
  }
  if (roomId.test(channel)) return roomById(desk, channel);
  const name = channel.replace(/^#/, '');
  const known = desk.state.slack.rooms.find((one) => one.name === name && name !== '');
  if (known) return known;
  if (desk.world.slackChannels !== undefined || nameFault(name)) throw new SlackSaysNo('channel_not_found');
  return makeRoom(desk, name, false);
};

/** The person with this address. */
export const userByEmail = (desk: Desk, email: string): { id: string; email: string } => {
  const { users } = desk.state.slack;
  const known = (desk.world.slackUsers ?? users).find((one) => one.email.toLowerCase() === email.toLowerCase());
  if (known) return known;
  if (desk.world.slackUsers !== undefined || !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email) || email.endsWith('.invalid')) {
    throw new SlackSaysNo('users_not_found');
  }
  const made = { id: idOf('U', desk.next()), email };
  users.push(made);
  return made;
};

/** The room, if it still takes anything. */
export const openRoom = (room: Room): Room => {
  if (room.archived) throw new SlackSaysNo('is_archived');
  return room;
};

/** A room as the API shows it. */
export const shown = (room: Room) => ({
  id: room.id,
  name: room.name,
  name_normalized: room.name,
  is_channel: !room.private,
  is_group: room.private && !room.id.startsWith('D'),
  is_im: room.id.startsWith('D'),
  is_private: room.private,
  is_archived: room.archived,
  is_member: true,
  created: room.created,
  creator: self,
  topic: { value: room.topic, creator: self, last_set: room.created },
  purpose: { value: room.purpose, creator: self, last_set: room.created },
  num_members: room.members.length,
});
