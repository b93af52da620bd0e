import * as z from 'zod';
import type { AggregateKind } from '#app/aggregates/kind';
import { aggregates } from '#app/aggregates/registry';
import { timePassed } from '#app/aggregates/time-passed';
import { Instant } from '#core/incident/state';
import { aws } from '#runtime/aws';
import { lambda } from '#runtime/lambda';
import { type StoreNeeds, task } from '#runtime/task';

/** Says that a time has passed to whatever owns the deadline; one that nobody needs any more does nothing. */
export const sayTimePassedTo = (kinds: readonly AggregateKind[]) =>
  task({
    // a clock that the release before has armed is an incident's
    input: z.strictObject({
      kind: z.string().min(1).max(40).default('incident'),
      id: z.string().min(1).max(200),
      due: Instant,
    }),
    output: z.strictObject({ verdict: z.string() }),
    run: async (ports: StoreNeeds, clock) => ({
      verdict: (await timePassed(ports, clock, kinds)) ? 'done' : 'unknown',
    }),
  });

export const sayTimePassed = sayTimePassedTo(aggregates);

export const handler = lambda(sayTimePassed, aws);
