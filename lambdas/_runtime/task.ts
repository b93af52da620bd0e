import type * as z from 'zod';
import type { Ports } from '#app/ports';

/** One step of a phase: what it takes, what it gives, and what it does, free of Lambda. */
export interface Task<In extends z.ZodType, Out extends z.ZodType, P> {
  input: In;
  output: Out;
  run(ports: P, input: z.infer<In>): Promise<z.infer<Out>>;
}

export const task = <In extends z.ZodType, Out extends z.ZodType, P>(t: Task<In, Out, P>): Task<In, Out, P> => t;

/** What every turn needs. */
export type StoreNeeds = Pick<Ports, 'table' | 'now' | 'wallClock' | 'deployed' | 'log'>;
/** What a task needs that reads the protected system. */
export type ReadNeeds = StoreNeeds & Pick<Ports, 'checks'>;
