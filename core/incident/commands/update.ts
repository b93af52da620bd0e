import * as z from 'zod';
import { InvalidInput } from '#core/errors';
import { own } from '#core/own';
import { commandOfPerson } from '../command-of.ts';
import { after } from '../time.ts';

/** A person's update to an audience: rendered by its template and sent to its places; its cadence starts anew. */
export const update = commandOfPerson(
  'update',
  {
    audience: z.string(),
    what: z.enum(['update', 'final', 'summary']),
    fields: z.record(z.string(), z.string()),
  },
  (t, c) => {
    const { audiences } = t.playbook.communication;
    const index = audiences.findIndex((a) => a.id === c.audience);
    const audience = audiences[index];
    if (audience === undefined)
      throw new InvalidInput(`audience: ${c.audience} is not one of ${audiences.map((a) => a.id).join(', ')}`);
    const because = t.because(`${c.what} by ${c.by}`, `communication.audiences.${index}`);
    t.emit({ type: 'UpdateSent', audience: audience.id, update: c.what, by: c.by }, because);
    if (audience.public && t.state.firstPublicAt === undefined) t.emit({ type: 'PublicTold', toldAt: t.at }, because);
    const template = (c.what === 'update' ? undefined : audience[c.what]?.template) ?? audience.template;
    const cadence = c.what === 'update' ? own(audience.cadence, t.state.severity) : undefined;
    const next = cadence === undefined ? {} : { next: after(t.at, cadence, t.state.speed) };
    for (const place of audience.places)
      t.send(
        { moment: 'update-due', place, template, because },
        { update: { ...c.fields, by: c.by, what: c.what, ...next } },
      );
  },
);
