import * as z from 'zod';
import { bounded, Signal } from '#core/incident/signal';
import { asJson, type Json } from '#core/json';
import { Posted } from './posted.ts';

/** A signal of a verified source as it waits in the queue of signals, beside what AWS puts there. */
const Queued = z.object({ tocsin: z.literal('signal'), signal: Signal });
/** What could not be read whole: it comes to the dead letters, and is read anew when they are redriven. */
const Unread = Posted.extend({ tocsin: z.literal('unread') });

/** The message of one signal: each is worked off, tried again and given up by itself. */
export const queued = (signal: Signal): Json => asJson({ tocsin: 'signal', signal: bounded(signal) });

/** The signal of such a message; nothing where it is another's. */
export const signalIn = (body: unknown): Signal | undefined => Queued.safeParse(body).data?.signal;

/** Bytes of JSON that a message takes, with room for what stands around them. */
const MOST = 1_000_000;

/** The message of what could not be read whole; what is too long for one goes without its text. */
export function unread({ source, headers, text }: Posted): Json {
  const fits = text !== undefined && Buffer.byteLength(JSON.stringify(text)) <= MOST;
  return asJson({ tocsin: 'unread', source, headers, ...(fits && { text }) });
}

/** What was posted and could not be read; nothing where the message is another's. */
export const unreadIn = (body: unknown): Posted | undefined => Unread.safeParse(body).data;
