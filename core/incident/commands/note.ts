import * as z from 'zod';
import { Conflict } from '#core/errors';
import { commandOfPerson } from '../command-of.ts';
import { Facts } from '../state.ts';

/** What an incident keeps of facts: how many, and bytes of them as JSON. */
const MOST = 200;
const MOST_BYTES = 32_000;

/** A person writes down what they saw, and facts that rules and templates read. Throws `Conflict` for more facts than an incident keeps. */
export const note = commandOfPerson('note', { text: z.string(), facts: Facts.optional() }, (t, c) => {
  const facts = { ...t.state.facts, ...c.facts };
  const bytes = new TextEncoder().encode(JSON.stringify(facts)).length;
  if (c.facts !== undefined && (Object.keys(facts).length > MOST || bytes > MOST_BYTES))
    throw new Conflict(
      `an incident keeps at most ${MOST} facts, in ${MOST_BYTES} bytes: with these it would be ${Object.keys(facts).length}, in ${bytes} bytes`,
    );
  t.emit({ type: 'Noted', by: c.by, text: c.text }, c.text);
  for (const [name, value] of Object.entries(c.facts ?? {})) t.emit({ type: 'FactSet', name, value }, c.text);
});
