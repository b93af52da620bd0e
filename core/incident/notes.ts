import * as z from 'zod';
import { Signal } from './signal.ts';
import { Way } from './way.ts';

const note = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.object({
    type: z.literal(type),
    at: z.string(),
    because: z.string(),
    /** Number of the event that caused it: it is never shown before that one. */
    after: z.number().optional(),
    ...shape,
  });
const Text = z.string();

/** How far a provider says that a page has come: the carrier has it, it has arrived, it never will, it was marked as spam, its person has answered there. */
export const Receipted = z.enum(['passed-on', 'delivered', 'failed', 'complained', 'acknowledged']);
export type Receipted = z.infer<typeof Receipted>;

/** A line of the timeline that changes nothing which a decision reads: a receipt, a failed attempt, a repeat of a signal. */
export const Note = z.discriminatedUnion('type', [
  note('MessageSent', { to: Text, place: Text, channel: Text, template: Text, providerId: Text }),
  /** A message was given up. */
  note('MessageFailed', { to: Text, place: Text }),
  /** A channel stopped taking messages, and takes them again: one line each, however many messages wait. */
  note('ChannelDown', { channel: Text, to: Text, place: Text }),
  note('ChannelBack', { channel: Text }),
  /** The template could not be rendered, so the bare facts were sent. */
  note('TemplateFailed', { to: Text, template: Text }),
  note('PageAccepted', { target: Text, person: Text, channel: Text, key: Text, providerId: Text }),
  note('PageAttemptFailed', { target: Text, person: Text, channel: Text }),
  /** What the provider told later of a page that it had accepted. */
  note('PageReceipt', {
    target: Text,
    person: Text,
    channel: Text,
    providerId: Text,
    state: Receipted,
    happenedAt: Text,
  }),
  note('PageGivenUp', { target: Text, person: Text }),
  note('SignalSeen', { title: Text, state: Signal.shape.state, signalAt: Text }),
  /** The page behind a personal link was shown by a browser, for the first time. */
  note('LinkOpened', { person: Text }),
  /** A button of a personal link was pressed after what it was for had passed. */
  note('LinkTooLate', { by: Text, act: Text, way: Way.optional().catch(undefined) }),
  /** A digest that names the incident went to somebody. */
  note('DigestSent', { to: Text, digest: Text }),
  note('ItemChanged', { item: Text, by: Text }),
  /** Its owner was reminded of an open item; others were told that it stays overdue. */
  note('ItemReminded', { item: Text, to: Text }),
  note('ItemEscalated', { item: Text, to: Text }),
]);
export type Note = z.infer<typeof Note>;
