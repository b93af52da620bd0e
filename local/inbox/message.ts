import * as z from 'zod';
import { messageKinds } from '#plugins/channels/fake';

const Kind = z.enum(messageKinds);

/** One message as its recipient saw it; `raw` is the request on the wire. */
export const Message = z.object({
  at: z.string(),
  channel: z.string(),
  kind: Kind,
  to: z.string(),
  incidentId: z.string().nullable(),
  text: z.string(),
  raw: z.record(z.string(), z.unknown()),
});
export type Message = z.infer<typeof Message>;

/** What may be asked for among the given channels: all messages that fit every given part, oldest first; `limit` keeps the newest. */
export const filterOver = (channels: readonly string[]) =>
  z.strictObject({
    incident: z.string().min(1).max(256).optional(),
    channel: z.enum(channels).optional(),
    kind: Kind.optional(),
    after: z.iso.datetime({ offset: true, message: 'must be an instant like 2026-01-05T03:00:00Z' }).optional(),
    limit: z.coerce.number().int().min(1).max(10_000).optional(),
  });
export type Filter = z.infer<ReturnType<typeof filterOver>>;

export const chosen = (messages: Message[], { incident, channel, kind, after, limit }: Filter): Message[] => {
  const found = messages.filter(
    (one) =>
      (incident === undefined || one.incidentId === incident) &&
      (channel === undefined || one.channel === channel) &&
      (kind === undefined || one.kind === kind) &&
      (after === undefined || Date.parse(one.at) > Date.parse(after)),
  );
  return limit === undefined ? found : found.slice(-limit);
};
