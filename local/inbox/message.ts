import * as z from 'zod';

export const Channel = z.enum(['slack', 'pagerduty', 'sms', 'email', 'sns', 'statuspage', 'webhook']);
export type Channel = z.infer<typeof Channel>;
const Kind = z.enum(['page', 'message', 'status-page', 'ticket', 'email', 'webhook']);

/** One message as its receiver saw it; `raw` is what was said on the wire. */
export const Message = z.object({
  at: z.string(),
  channel: Channel,
  kind: Kind,
  to: z.string(),
  incidentId: z.string().nullable(),
  text: z.string(),
  raw: z.record(z.string(), z.unknown()),
});
export type Message = z.infer<typeof Message>;

/** Which messages are asked for: all that fit every given part, oldest first; `limit` keeps the newest. */
export const Filter = z.strictObject({
  incident: z.string().min(1).max(256).optional(),
  channel: Channel.optional(),
  kind: Kind.optional(),
  after: z.iso.datetime({ offset: true, message: 'must be an instant like 2026-01-05T03:00:00Z' }).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).optional(),
});
export type Filter = z.infer<typeof Filter>;

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

const longest = 64_000;
/** Shortens what nobody reads in full, so that an attachment does not fill the memory. */
export const shortened = (value: unknown): unknown => {
  if (typeof value === 'string') {
    return value.length <= longest ? value : `${value.slice(0, longest)}… (${value.length} characters)`;
  }
  if (Array.isArray(value)) return value.map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shortened(one)]));
};

/** The incident that a message names, if it names one. */
export const idOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
