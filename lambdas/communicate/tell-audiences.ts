import * as z from 'zod';
import { turn } from '#app/store/incidents';
import { aws } from '#runtime/aws';
import { lambda } from '#runtime/lambda';
import { type StoreNeeds, task } from '#runtime/task';
import { once, Where } from '#runtime/where';

const Output = z.strictObject({ verdict: z.string(), visit: z.number() });

/** Queues the first messages, which go out by themselves. */
export const tellAudiences = task({
  input: Where,
  output: Output,
  async run(ports: StoreNeeds, { incidentId, ...where }) {
    const step = once({ incidentId, ...where }, 'communicate', 'tell-audiences');
    return Output.parse(await turn(ports, incidentId, step, { do: 'tell-audiences', ...where }));
  },
});

export const handler = lambda(tellAudiences, aws);
