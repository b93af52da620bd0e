import * as z from 'zod';
import { Rate } from '../../fakes/bucket.ts';
import type { FakeDesk } from '../fake.ts';

const Room = z.object({
  id: z.string(),
  name: z.string(),
  private: z.boolean(),
  archived: z.boolean(),
  created: z.number(),
  topic: z.string(),
  purpose: z.string(),
  members: z.array(z.string()),
  pins: z.array(z.string()),
});
export type Room = z.infer<typeof Room>;
const Post = z.object({
  channel: z.string(),
  ts: z.string(),
  text: z.string(),
  threadTs: z.string().nullable(),
  metadata: z.unknown().optional(),
});
const User = z.object({ id: z.string(), email: z.string() });
export type User = z.infer<typeof User>;
const Memory = z.object({
  rooms: z.array(Room).default([]),
  posts: z.array(Post).default([]),
  users: z.array(User).default([]),
});

const Settings = z
  .strictObject({
    /** Names of the channels that exist. Without a list, every channel addressed by a proper name does. */
    channels: z.array(z.string()).optional(),
    /** People of the workspace. Without a list, every address and every id of the right form is somebody. */
    users: z.array(User).optional(),
    /** Messages to one channel. */
    rate: Rate.default({ burst: 10, perSecond: 1 }),
  })
  .prefault({});

/** A workspace: what it was told, what it remembers, and the desk of the fake. */
export interface Workspace {
  desk: FakeDesk;
  memory: z.infer<typeof Memory>;
  settings: z.infer<typeof Settings>;
}
export const workspaceOf = (desk: FakeDesk): Workspace => ({
  desk,
  memory: desk.memory(Memory),
  settings: Settings.parse(desk.settings),
});
