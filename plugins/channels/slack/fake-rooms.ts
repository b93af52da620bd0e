import { SlackSaysNo } from './fake-method.ts';
import type { Room, User, Workspace } from './fake-workspace.ts';

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

export const makeRoom = ({ desk, memory }: Workspace, name: string, isPrivate: boolean): Room => {
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
  memory.rooms.push(room);
  return room;
};

/** The room with this id, as the `conversations.*` methods want it. */
export const roomById = ({ memory }: Workspace, id: string): Room => {
  const room = memory.rooms.find((one) => one.id === id);
  if (!room) throw new SlackSaysNo('channel_not_found');
  return room;
};

export const isUser = ({ settings }: Workspace, id: string): boolean =>
  id === self || (settings.users === undefined ? userId.test(id) : settings.users.some((one) => one.id === id));

/** The room that `chat.postMessage` means: an id, `#name`, a bare name, or a person's id for a direct message. */
export const roomFor = (workspace: Workspace, channel: string): Room => {
  const { memory, settings } = workspace;
  if (userId.test(channel)) {
    if (!isUser(workspace, channel)) throw new SlackSaysNo('channel_not_found');
    const id = `D${channel.slice(1)}`;
    const known = memory.rooms.find((one) => one.id === id);
    if (known) return known;
    return Object.assign(makeRoom(workspace, '', true), { id, members: [self, channel] });
  }
  if (roomId.test(channel)) return roomById(workspace, channel);
  const name = channel.replace(/^#/, '');
  const known = memory.rooms.find((one) => one.name === name && name !== '');
  if (known) return known;
  if (settings.channels !== undefined || nameFault(name)) throw new SlackSaysNo('channel_not_found');
  return makeRoom(workspace, name, false);
};

/** The person with this address. */
export const userByEmail = ({ desk, memory, settings }: Workspace, email: string): User => {
  const known = (settings.users ?? memory.users).find((one) => one.email.toLowerCase() === email.toLowerCase());
  if (known) return known;
  if (settings.users !== undefined || !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email) || email.endsWith('.invalid')) {
    throw new SlackSaysNo('users_not_found');
  }
  const made = { id: idOf('U', desk.next()), email };
  memory.users.push(made);
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
