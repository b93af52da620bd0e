import * as z from 'zod';
import type { PersonCommand } from '#core/incident/command';
import { tickable } from '#core/incident/work';
import { factsOf } from '../api/facts.ts';
import { oneOf, text } from '../api/fields.ts';
import { given } from '../api/given.ts';
import { incidentCommand } from '../api/incident-command.ts';

/** Adds to what is known: words, facts, or a task that is done. */
export const addNote = incidentCommand({
  name: 'addNote',
  segment: 'notes',
  role: 'responder',
  summary: 'Add a note or facts to an incident, or tick a task',
  body: (words) => {
    const items = words === undefined ? [] : tickable(words.playbook);
    return z
      .strictObject({
        text: text(5000).optional(),
        facts: factsOf(words).optional(),
        tick: oneOf(words && items).optional(),
      })
      .refine((note) => Object.values(note).some((value) => value !== undefined), {
        path: ['text'],
        error: 'give text, facts or tick',
      })
      .meta({ anyOf: ['text', 'facts', 'tick'].map((field) => ({ required: [field] })) });
  },
  toCommands: ({ text: words, facts, tick }, by) => {
    const ticked: PersonCommand[] = tick === undefined ? [] : [{ do: 'tick', by, item: tick }];
    if (words !== undefined) return [...ticked, { do: 'note', by, text: words, ...given('facts', facts) }];
    return facts === undefined ? ticked : [...ticked, { do: 'state-facts', by, facts }];
  },
  cli: {
    verb: 'note',
    options: [
      { flag: '--text <text>', sets: 'body.text', help: 'the note' },
      { flag: '--fact <name=value>', sets: 'body.facts', form: 'pairs', help: 'something known; repeatable' },
      { flag: '--tick <item>', sets: 'body.tick', help: 'a task that is done, by its item' },
    ],
  },
});
