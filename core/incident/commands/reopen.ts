import * as z from 'zod';
import { commandOf } from '../command-of.ts';
import { reopenIncident } from '../reopening.ts';

/** A person opens an incident again that was resolved, closed or ended. */
export const reopen = commandOf('reopen', { by: z.string(), reason: z.string() }, (t, c) =>
  reopenIncident(t, `${c.reason} (${c.by})`),
);
