import * as z from 'zod';
import { bounded, Signal } from '#core/incident/signal';
import { asJson, type Json } from '#core/json';

/** A signal of a verified source as it waits in the queue of signals, beside what AWS puts there. */
const Queued = z.object({ tocsin: z.literal('signal'), signal: Signal });

/** The message of one signal: each is worked off, tried again and given up by itself. */
export const queued = (signal: Signal): Json => asJson({ tocsin: 'signal', signal: bounded(signal) });

/** The signal of such a message; nothing where it is another's. */
export const signalIn = (body: unknown): Signal | undefined => Queued.safeParse(body).data?.signal;
