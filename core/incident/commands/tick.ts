import * as z from 'zod';
import { InvalidInput } from '#core/errors';
import { own } from '#core/own';
import { closeIfDone } from '../closing.ts';
import { commandOfPerson } from '../command-of.ts';

/** A person ticks an item of a checklist; the last one may close the incident. */
export const tick = commandOfPerson('tick', { item: z.string() }, (t, { by, item }) => {
  const known = [...t.playbook.assessment.checklist, ...t.playbook.closure.checklist].map((i) => i.id);
  if (!known.includes(item)) throw new InvalidInput(`item: ${item} is not one of ${known.join(', ')}`);
  if (own(t.state.checklist, item) !== undefined) return;
  t.emit({ type: 'ChecklistTicked', item, by }, `ticked by ${by}`);
  closeIfDone(t);
});
