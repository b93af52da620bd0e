import * as z from 'zod';
import { commandOfPerson } from '../command-of.ts';
import { doDue } from '../due.ts';
import { broughtBy, vacate } from '../handing-on.ts';
import { mustHaveAcknowledged } from '../position.ts';
import { byWhom } from '../way.ts';

/** Somebody takes back an acknowledgement that was given in their name: the escalation goes on as if it had never been given. */
export const notMe = commandOfPerson('not-me', { reason: z.string().optional() }, (t, c) => {
  mustHaveAcknowledged(t, c.by);
  const roles = broughtBy(t, c.by);
  const why = c.reason === undefined ? '' : `: ${c.reason}`;
  const because = `taken back by ${byWhom(c)}, who did not acknowledge${why}`;
  t.emit({ type: 'AcknowledgementTakenBack', by: c.by }, because);
  vacate(t, roles, c.by, because);
  t.happen('handed-back', because, { escalation: { level: 0, title: 'taken back', reason: because } });
  doDue(t, t.context.now);
});
