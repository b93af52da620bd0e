import * as z from 'zod';
import { commandOfTask } from '../command-of.ts';
import { readingsInWords } from '../judge.ts';
import { Measured } from '../state.ts';

/** Mitigate: what was read before anything is changed is kept with the incident. */
export const evidenceGathered = commandOfTask(
  'evidence-gathered',
  'mitigate',
  { readings: z.array(Measured) },
  (t, { readings }) => {
    t.emit({ type: 'EvidenceGathered', readings }, readingsInWords(readings));
    return { verdict: 'gathered' };
  },
);
