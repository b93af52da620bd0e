import * as z from 'zod';
import { commandOfPerson } from '../command-of.ts';
import { doDue } from '../due.ts';
import { stateFacts } from '../facts.ts';
import { goOnIfFree } from '../kept.ts';
import { Facts } from '../state.ts';

/** A person writes down what they saw, and facts that rules and templates read. */
export const note = commandOfPerson('note', { text: z.string(), facts: Facts.optional() }, (t, c) => {
  t.emit({ type: 'Noted', by: c.by, text: c.text }, c.text);
  if (c.facts === undefined) return;
  stateFacts(t, c.facts, c.by);
  goOnIfFree(t, `stated by ${c.by}`);
  doDue(t, t.context.now);
});
