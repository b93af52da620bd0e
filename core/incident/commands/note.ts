import * as z from 'zod';
import { commandOf } from '../command-of.ts';
import { Facts } from '../state.ts';

/** A person writes down what they saw, and facts that rules and templates read. */
export const note = commandOf('note', { by: z.string(), text: z.string(), facts: Facts.optional() }, (t, c) => {
  t.emit({ type: 'Noted', by: c.by, text: c.text }, c.text);
  for (const [name, value] of Object.entries(c.facts ?? {})) t.emit({ type: 'FactSet', name, value }, c.text);
});
