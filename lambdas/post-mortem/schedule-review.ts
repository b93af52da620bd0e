import * as z from 'zod';
import { fileItems } from '#app/items/file-items';
import { turn } from '#app/store/incidents';
import { aws } from '#runtime/aws';
import { lambda } from '#runtime/lambda';
import { type StoreNeeds, task } from '#runtime/task';
import { once, Where } from '#runtime/where';

const Output = z.strictObject({ verdict: z.string() });

/** Sets the meeting by the playbook, files its first action items, and invites. */
export const scheduleReview = task({
  input: Where,
  output: Output,
  async run(ports: StoreNeeds, { incidentId, ...where }) {
    const answer = await turn(ports, incidentId, once({ incidentId, ...where }, 'post-mortem', 'schedule-review'), {
      do: 'schedule-review',
      ...where,
    });
    await fileItems(ports, incidentId, answer['items']);
    return Output.parse({ verdict: answer['verdict'] });
  },
});

export const handler = lambda(scheduleReview, aws);
