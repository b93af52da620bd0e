import * as z from 'zod';
import { turn } from '#app/store/incidents';
import { aws } from '#runtime/aws';
import { lambda } from '#runtime/lambda';
import { type StoreNeeds, task } from '#runtime/task';
import { once, Where } from '#runtime/where';

const Output = z.strictObject({ verdict: z.string(), visit: z.number() });

/** Rates the incident by the playbook's rules, with the reason; asks for a person where the playbook does. */
export const rateSeverity = task({
  input: Where,
  output: Output,
  async run(ports: StoreNeeds, { incidentId, ...where }) {
    const step = once({ incidentId, ...where }, 'assess', 'rate-severity');
    return Output.parse(await turn(ports, incidentId, step, { do: 'rate-severity', ...where }));
  },
});

export const handler = lambda(rateSeverity, aws);
