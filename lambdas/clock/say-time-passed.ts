import * as z from 'zod';
import { load, turn } from '#app/store/incidents';
import { Instant } from '#core/incident/state';
import { aws } from '#runtime/aws';
import { lambda } from '#runtime/lambda';
import { type StoreNeeds, task } from '#runtime/task';

/** Says that a time has passed to whatever owns the deadline; one that nobody needs any more does nothing. */
export const sayTimePassed = task({
  input: z.strictObject({ id: z.string().min(1).max(64), due: Instant }),
  output: z.strictObject({ verdict: z.string() }),
  async run(ports: StoreNeeds, { id, due }) {
    if ((await load(ports, id)) === undefined) return { verdict: 'unknown' };
    await turn(ports, id, `${id}/time/${Date.parse(due) / 1000}`, { do: 'time-passed', due });
    return { verdict: 'done' };
  },
});

export const handler = lambda(sayTimePassed, aws);
