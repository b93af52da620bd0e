import * as z from 'zod';
import { commandOfTask } from '../command-of.ts';
import { afterStep, endStep, isSettled, stepAnswer, unclear } from '../plan.ts';
import { Measured } from '../state.ts';

/** Mitigate: what became of a step. `readings`: what it has read. */
export const stepEnded = commandOfTask(
  'step-ended',
  'mitigate',
  {
    index: z.int(),
    outcome: z.enum(['done', 'failed', 'unknown']),
    output: z.string(),
    readings: z.array(Measured).optional(),
  },
  (t, { index, outcome, output, readings }) => {
    const step = t.state.plan?.steps[index];
    if (step === undefined || isSettled(step)) return stepAnswer(t, 'next');
    if (outcome === 'unknown') {
      unclear(t, index, step, output);
      return stepAnswer(t, 'ask-person');
    }
    endStep(t, index, step, { outcome, output, readings });
    return afterStep(t);
  },
);
