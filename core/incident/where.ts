import * as z from 'zod';

/** The place of a task: anything that is not where the incident stands is superseded. */
export const Where = z.strictObject({ run: z.int().min(1), cycle: z.int().min(1), visit: z.int().min(1) });
export type Where = z.infer<typeof Where>;
