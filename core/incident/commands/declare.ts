import * as z from 'zod';
import { commandOfPerson } from '../command-of.ts';
import { doDue } from '../due.ts';
import { readFacts } from '../facts.ts';
import { openIncident } from '../opening.ts';
import { Facts, IncidentId } from '../state.ts';

/** A person opens an incident that no signal has opened. */
export const declare = commandOfPerson(
  'declare',
  {
    id: IncidentId,
    title: z.string(),
    speed: z.number(),
    service: z.string().optional(),
    severity: z.string().optional(),
    category: z.string().optional(),
    /** Who noticed it, where that is not the person who declares it. */
    reporter: z.string().optional(),
    facts: Facts.optional(),
  },
  (t, c) => {
    openIncident(t, { ...c, facts: readFacts(t.playbook, c.facts ?? {}) });
    doDue(t, t.context.now);
  },
);
