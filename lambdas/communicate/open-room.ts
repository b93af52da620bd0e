import * as z from 'zod';
import { turn } from '#app/store/incidents';
import { aws } from '#runtime/aws';
import { lambda } from '#runtime/lambda';
import { type StoreNeeds, task } from '#runtime/task';
import { once, Where } from '#runtime/where';

const Output = z.strictObject({ verdict: z.string() });

/** Opens the war room where the playbook wants one for this severity. */
export const openRoom = task({
  input: Where,
  output: Output,
  async run(ports: StoreNeeds, { incidentId, ...where }) {
    const step = once({ incidentId, ...where }, 'communicate', 'open-room');
    return Output.parse(await turn(ports, incidentId, step, { do: 'open-room', ...where }));
  },
});

export const handler = lambda(openRoom, aws);
