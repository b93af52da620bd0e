import * as z from 'zod';
import type { Rate } from './bucket.ts';
import { Message, shortened } from './message.ts';

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
const Alert = z.object({
  key: z.string(),
  status: z.enum(['triggered', 'acknowledged']),
  incidentId: z.string().nullable(),
});
const PageIncident = z.looseObject({ id: z.string(), page_id: z.string(), name: z.string(), status: z.string() });
export type PageIncident = z.infer<typeof PageIncident>;

/** All that the inbox remembers, as plain data: what main.ts writes to its file. */
export const State = z.object({
  sequence: z.number().int().min(0),
  messages: z.array(Message),
  slack: z.object({
    rooms: z.array(Room),
    posts: z.array(Post),
    users: z.array(z.object({ id: z.string(), email: z.string() })),
  }),
  pagerduty: z.object({ alerts: z.array(Alert) }),
  statuspage: z.object({ incidents: z.array(PageIncident) }),
});
export type State = z.infer<typeof State>;

export const emptyState = (): State => ({
  sequence: 0,
  messages: [],
  slack: { rooms: [], posts: [], users: [] },
  pagerduty: { alerts: [] },
  statuspage: { incidents: [] },
});

/** What the providers know before anybody speaks, and how fast they may be spoken to. */
export interface World {
  /** Names of the Slack channels that exist. Without a list, every channel addressed by a proper name does. */
  slackChannels?: string[];
  /** People of the Slack workspace. Without a list, every address and every id of the right form is somebody. */
  slackUsers?: { id: string; email: string }[];
  /** Pages at Statuspage. Without a list, every page id of the right form exists. */
  statuspagePages?: string[];
  limits: { slack: Rate; statuspage: Rate; pagerduty: Rate };
}

/** What a channel's room needs of the house: time, memory, numbers, and the book in which every message is written. */
export interface Desk {
  now: () => Date;
  state: State;
  world: World;
  next: () => number;
  record: (message: Omit<Message, 'at'>) => void;
}

const mostMessages = 20_000;

export const deskOf = (now: () => Date, state: State, world: World, changed: () => void): Desk => ({
  now,
  state,
  world,
  next() {
    state.sequence += 1;
    changed();
    return state.sequence;
  },
  record(message) {
    state.messages.push({
      at: now().toISOString(),
      ...message,
      raw: z.record(z.string(), z.unknown()).parse(shortened(message.raw)),
    });
    if (state.messages.length > mostMessages) state.messages.splice(0, state.messages.length - mostMessages);
    changed();
  },
});

/** An id as AWS gives them, made from a number so that the same run gives the same ids. */
export const uuidOf = (n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
