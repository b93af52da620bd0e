import * as z from 'zod';

/** What a step's task answers: a word, and the number of the visit. */
export const StepOutput = z.object({ verdict: z.string(), visit: z.number() });

/** The part of an action's key that names it within the incident. */
export const stepId = (key: string): string => key.split('.').slice(1).join('.');
