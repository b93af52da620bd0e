import * as z from 'zod';
import { commandOfTask } from '../command-of.ts';
import { readingsInWords } from '../judge.ts';
import { go } from '../position.ts';
import { Measured } from '../state.ts';

/** Detect: the snapshot is on the record; assess is next. */
export const snapshotTaken = commandOfTask(
  'snapshot-taken',
  'detect',
  { readings: z.array(Measured) },
  (t, { readings }) => {
    t.emit({ type: 'SnapshotTaken', readings }, readingsInWords(readings));
    go(t, 'assess', 'snapshot taken');
    return { verdict: 'detected', visit: t.state.visit };
  },
);
