import * as z from 'zod';
import { InvalidInput } from '#core/errors';
import { list } from '#core/rules/expand';
import { commandOfPerson } from '../command-of.ts';
import { cadenceOf } from '../deadlines/updates.ts';
import { after } from '../time.ts';

/** A person's update to an audience: rendered by its template and sent to its places; its cadence starts anew. */
export const update = commandOfPerson(
  'update',
  {
    audience: z.string(),
    what: z.enum(['update', 'final']),
    fields: z.record(z.string(), z.string()),
  },
  (t, c) => {
    const { updates } = t.playbook;
    const index = updates.findIndex((one) => one.id === c.audience);
    const update = updates[index];
    if (update === undefined)
      throw new InvalidInput(`audience: ${c.audience} is not one of ${updates.map((one) => one.id).join(', ')}`);
    const because = t.because(`${c.what} by ${c.by}`, `updates.${index}`);
    t.emit({ type: 'UpdateSent', audience: update.id, update: c.what, by: c.by }, because);
    const template = (c.what === 'update' ? undefined : update.final?.template) ?? update.template;
    const cadence = c.what === 'update' ? cadenceOf(update, t.state.severity, t.state.status) : undefined;
    const next = cadence === undefined ? {} : { next: after(t.at, cadence, t.state.speed) };
    for (const place of list(update.to))
      t.send(
        { moment: 'update-due', place, template, because },
        { update: { ...c.fields, by: c.by, what: c.what, ...next } },
      );
  },
);
