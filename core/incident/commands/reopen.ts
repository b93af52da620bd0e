import * as z from 'zod';
import { Conflict } from '#core/errors';
import { commandOfPerson } from '../command-of.ts';
import { doDue } from '../due.ts';
import { reopenIncident } from '../reopening.ts';

/** A person opens an incident again that was resolved, closed or ended, unless one of its signals has another open incident: a signal has one owner. */
export const reopen = commandOfPerson('reopen', { reason: z.string() }, (t, c) => {
  const { elsewhere, gone } = t.context;
  if (elsewhere !== undefined)
    throw new Conflict(`${elsewhere.title} fires in ${elsewhere.incident}, which is open: act there, or end it first`);
  reopenIncident(t, `${c.reason} (${c.by})`, undefined, gone);
  doDue(t, t.context.now);
});
