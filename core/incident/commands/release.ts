import * as z from 'zod';
import { commandOfPerson } from '../command-of.ts';
import { broughtBy, handOn, vacate } from '../handing-on.ts';
import { mustHaveAcknowledged } from '../position.ts';
import { byWhom } from '../way.ts';

/** Who acknowledged gives it back: the clocks go on from where they stopped, and the next person is paged at once. */
export const release = commandOfPerson('release', { reason: z.string().optional() }, (t, c) => {
  mustHaveAcknowledged(t, c.by);
  const roles = broughtBy(t, c.by);
  const because = `handed back by ${byWhom(c)}${c.reason === undefined ? '' : `: ${c.reason}`}`;
  t.emit({ type: 'Released', by: c.by }, because);
  vacate(t, roles, c.by, because);
  t.happen('handed-back', because, { escalation: { level: 0, title: 'handed back', reason: because } });
  handOn(t, c.by, `${c.by} has handed it back`);
});
