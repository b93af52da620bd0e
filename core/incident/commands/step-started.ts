import * as z from 'zod';
import { commandOfTask } from '../command-of.ts';

/** Mitigate: the tool has accepted the action; its handle is what the machine looks at. */
export const stepStarted = commandOfTask(
  'step-started',
  'mitigate',
  { index: z.int(), handle: z.string() },
  (t, { index, handle }) => {
    const step = t.state.plan?.steps[index];
    if (step?.status === 'claimed')
      t.emit({ type: 'StepChanged', index, step: { ...step, status: 'running', handle } }, `runs as ${handle}`);
    return { verdict: 'look' };
  },
);
