import * as z from 'zod';
import { commandOf } from '../command-of.ts';
import { tellTarget } from '../escalation.ts';
import { mustBeOpen } from '../position.ts';

/** A provider rings somebody else from now on: that stands on the timeline, and those whom we know are told. It is no acknowledgement. */
export const rungElsewhere = commandOf(
  'rung-elsewhere',
  {
    by: z.string(),
    /** The provider, as people know it. */
    provider: z.string(),
    /** Whom it rings, and which of them are persons of people.yaml. */
    people: z.array(z.string()),
    known: z.array(z.string()),
  },
  (t, { by, provider, people, known }) => {
    mustBeOpen(t, 'nobody is rung for it');
    const whom = people.length === 0 ? 'nobody' : people.join(', ');
    const text = `${provider} rings ${whom} now: reassigned there by ${by}`;
    t.emit({ type: 'Noted', by, text }, text);
    for (const person of known) tellTarget(t, person, text);
  },
);
