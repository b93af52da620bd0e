import * as z from 'zod';
import { commandOfTask } from '../command-of.ts';
import { current, endStep, finishPlan, isSettled, stepAnswer, unclear } from '../plan.ts';

/** Mitigate: what became of a step. */
export const stepEnded = commandOfTask(
  'step-ended',
  'mitigate',
  { index: z.int(), outcome: z.enum(['done', 'failed', 'unknown']), output: z.string() },
  (t, { index, outcome, output }) => {
    const step = t.state.plan?.steps[index];
    if (step === undefined || isSettled(step)) return stepAnswer(t, 'next');
    if (outcome === 'unknown') {
      unclear(t, index, step, output);
      return stepAnswer(t, 'ask-person');
    }
    endStep(t, index, step, outcome, output);
    if (t.state.plan?.outcome !== 'running') return stepAnswer(t, 'choose');
    return current(t) === undefined ? finishPlan(t) : stepAnswer(t, 'next');
  },
);
