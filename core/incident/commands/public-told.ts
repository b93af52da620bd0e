import * as z from 'zod';
import { commandOf } from '../command-of.ts';
import { Instant } from '../state.ts';

/** A message to a public place was accepted: the first of them ends the communication time. */
export const publicTold = commandOf('public-told', { at: Instant, place: z.string() }, (t, c) =>
  t.emit({ type: 'PublicTold', toldAt: c.at }, `the public was told at ${c.at} by ${c.place}`),
);
