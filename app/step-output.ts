import * as z from 'zod';

/** What a step's task answers: a word, the number of the visit, and until when a step waits. */
export const StepOutput = z.object({ verdict: z.string(), visit: z.number(), until: z.string().optional() });
export type StepOutput = z.infer<typeof StepOutput>;

/** As a machine takes it: `until` is always there, now where nothing waits. */
export const MachineOutput = StepOutput.required();
export const forMachine = (output: StepOutput, now: Date): z.infer<typeof MachineOutput> => ({
  ...output,
  until: output.until ?? now.toISOString(),
});
