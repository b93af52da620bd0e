import * as z from 'zod';
import type { PersonCommand } from '#core/incident/command';
import { Facts, oneOf, text } from '../api/fields.ts';
import { given } from '../api/given.ts';
import { incidentCommand } from '../api/incident-command.ts';

/** Adds to what is known: words, facts, or an item of a checklist that is done. */
export const addNote = incidentCommand({
  name: 'addNote',
  segment: 'notes',
  role: 'responder',
  summary: 'Add a note or facts to an incident, or tick an item of a checklist',
  body: (words) => {
    const { assessment, closure } = words?.playbook ?? {};
    const items = [...(assessment?.checklist ?? []), ...(closure?.checklist ?? [])].map((i) => i.id);
    return z
      .strictObject({
        text: text(5000).optional(),
        facts: Facts.optional(),
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
    if (words === undefined && facts === undefined) return ticked;
    const note = words ?? `set ${Object.keys(facts ?? {}).join(', ')}`;
    return [...ticked, { do: 'note', by, text: note, ...given('facts', facts) }];
  },
  cli: {
    verb: 'note',
    options: [
      { flag: '--text <text>', sets: 'body.text', help: 'the note' },
      { flag: '--fact <name=value>', sets: 'body.facts', form: 'pairs', help: 'something known; repeatable' },
      { flag: '--tick <item>', sets: 'body.tick', help: 'an item of a checklist that is done' },
    ],
  },
});
