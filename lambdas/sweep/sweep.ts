import * as z from 'zod';
import type { Ports } from '#app/ports';
import { turn } from '#app/store/incidents';
import { due, queueOf } from '#app/store/keys';
import { SweepFailed } from '#core/errors';
import { textOf } from '#core/json';
import { awsSweeping } from '#runtime/aws-sweeping';
import { handler as on } from '#runtime/lambda';
import type { StoreNeeds } from '#runtime/task';
import { oneByOne } from './one-by-one.ts';
import { takeUpIfDead } from './take-up.ts';

type Needs = StoreNeeds & Pick<Ports, 'queues' | 'executions' | 'metrics'>;
const OVERDUE_SECONDS = 30;

/** Every minute: what is overdue, unsent, leased out or without an execution is taken up again, each item on its own. */
export async function sweep(
  ports: Needs,
): Promise<{ deadlines: number; unsent: number; runs: number; failed: number }> {
  const before = new Date(ports.wallClock().getTime() - OVERDUE_SECONDS * 1000).toISOString();
  const found = { deadlines: 0, unsent: 0, runs: 0, failed: 0 };
  const each = oneByOne(ports, found);
  for await (const row of rows(ports, due.aggregate, before)) {
    found.deadlines += await each(row.pk, async () => {
      const at = textOf(row.dueAt);
      await turn(ports, row.pk, `${row.pk}/time/${Date.parse(at) / 1000}`, { do: 'time-passed', due: at });
      return true;
    });
  }
  for await (const row of rows(ports, due.outbox, before)) {
    found.unsent += await each(`${row.pk} ${row.sk}`, async () => {
      const queue = queueOf(row.sk);
      // of a queue that this release does not have, or has no more: nobody else would ever miss it
      if (queue === undefined) throw new Error(`${row.sk} belongs to no queue`);
      await ports.queues.put(queue, [{ pk: row.pk, sk: row.sk }]);
      return true;
    });
  }
  for await (const row of rows(ports, due.run, before))
    found.runs += await each(row.pk, () => takeUpIfDead(ports, row.pk, row.dueAt));
  if (found.failed > 0) ports.metrics.put({ name: 'SweepFailed', value: found.failed });
  return found;
}

async function* rows(ports: Needs, partition: string, upTo: string) {
  let next: string | undefined;
  do {
    const page = await ports.table.index('due', partition, {
      upTo,
      limit: 100,
      ...(next === undefined ? {} : { next }),
    });
    yield* page.rows;
    next = page.next;
  } while (next !== undefined);
}

/** A sweep for Lambda, whose count of errors an alarm watches: fails when an item did, after all others have been swept. */
export async function sweepOrFail(ports: Needs) {
  const found = await sweep(ports);
  if (found.failed > 0) throw new SweepFailed(`${found.failed} items could not be swept; the log has each`);
  return found;
}

export const handler = on(z.unknown(), sweepOrFail, awsSweeping);
