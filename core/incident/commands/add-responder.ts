import * as z from 'zod';
import { commandOf } from '../command-of.ts';
import { pageByHand } from '../escalation.ts';
import { mustBeOpen } from '../position.ts';

/** Pages somebody to help: a person, a role or a rotation. */
export const addResponder = commandOf(
  'add-responder',
  { by: z.string(), to: z.string(), reason: z.string() },
  (t, c) => {
    mustBeOpen(t, 'there is nothing to help with');
    pageByHand(t, c.by, c.reason, { to: c.to });
  },
);
