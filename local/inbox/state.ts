import * as z from 'zod';
import { Message } from './message.ts';

/** The state of the inbox as plain data, which main.ts writes to its file. */
export const State = z.strictObject({
  sequence: z.number().int().min(0),
  messages: z.array(Message),
  /** What each channel's fake remembers, by the name of the channel; the fake's own schema reads it. */
  memories: z.record(z.string(), z.unknown()),
});
export type State = z.infer<typeof State>;

export const emptyState = (): State => ({ sequence: 0, messages: [], memories: {} });
