import * as z from 'zod';
import { commandOfPerson } from '../command-of.ts';
import { pageByHand } from '../escalation.ts';
import { mustBeOpen } from '../position.ts';

/** Pages somebody to help: a person, a role or a rotation. */
export const addResponder = commandOfPerson('add-responder', { to: z.string(), reason: z.string() }, (t, c) => {
  mustBeOpen(t, 'there is nothing to help with');
  pageByHand(t, c.by, c.reason, { to: c.to });
});
