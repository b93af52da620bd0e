import * as z from 'zod';

/** What a step's task answers: a word, and the number of the visit. */
export const StepOutput = z.object({ verdict: z.string(), visit: z.number() });
