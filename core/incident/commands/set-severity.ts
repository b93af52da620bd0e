import * as z from 'zod';
import { InvalidInput } from '#core/errors';
import { commandOfPerson } from '../command-of.ts';
import { goOnIfFree } from '../kept.ts';
import { mustBeOpen } from '../position.ts';
import { rate } from '../rate.ts';
import { rankOf } from '../rating.ts';

/** A person changes the severity, any time while the incident is open. */
export const setSeverity = commandOfPerson('set-severity', { severity: z.string(), reason: z.string() }, (t, c) => {
  mustBeOpen(t, 'its severity can no longer change');
  if (rankOf(t, c.severity) < 0) {
    const known = t.playbook.severities.map((s) => s.id);
    throw new InvalidInput(`severity: ${c.severity} is not one of ${known.join(', ')}`);
  }
  rate(t, c.severity, c.by, `${c.reason} (${c.by})`);
  goOnIfFree(t, `the severity is ${c.severity}`);
});
