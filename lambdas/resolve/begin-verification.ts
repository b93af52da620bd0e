import * as z from 'zod';
import { turn } from '#app/store/incidents';
import { aws } from '#runtime/aws';
import { lambda } from '#runtime/lambda';
import { type StoreNeeds, task } from '#runtime/task';
import { once, Where } from '#runtime/where';

const Output = z.strictObject({ verdict: z.string(), until: z.string(), n: z.number() });

/** Says when the next measurement is due: the first, or where a run that died left off. */
export const beginVerification = task({
  input: Where,
  output: Output,
  async run(ports: StoreNeeds & { newId(): string }, { incidentId, ...where }) {
    // a command of its own each time: a recovered run must be told the present state, not the one that was answered before
    const step = `${once({ incidentId, ...where }, 'resolve', 'begin-verification')}/${ports.newId()}`;
    return Output.parse(await turn(ports, incidentId, step, { do: 'begin-verification', ...where }));
  },
});

export const handler = lambda(beginVerification, aws);
