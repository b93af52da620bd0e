import * as z from 'zod';
import { Id, placeFields } from '#core/playbook/words';

/** A channel of the workspace. */
export const SlackPlace = z.strictObject({
  tool: z.literal('slack'),
  channel: z.string().regex(/^#[a-z0-9_-]{1,80}$/, 'a Slack channel is # and lower-case letters, digits, - or _'),
  /** All messages of one incident go into one thread. */
  thread: z.boolean().default(false),
  /** Name of the secret that holds the bot token. */
  secret: Id,
  ...placeFields,
});
/** The incident's own room, once it is open. */
export const RoomPlace = z.strictObject({ tool: z.literal('room'), secret: Id, ...placeFields });
