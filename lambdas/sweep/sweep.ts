import * as z from 'zod';
import type { AggregateKind, SweepPorts } from '#app/aggregates/kind';
import { aggregates } from '#app/aggregates/registry';
import { replan } from '#app/aggregates/replan';
import { type SweptAll, sweepKinds } from '#app/aggregates/sweep';
import { SweepFailed } from '#core/errors';
import { awsSweeping } from '#runtime/aws-sweeping';
import { handler as on } from '#runtime/lambda';

/** Seconds after which a sweep begins nothing more: its function is stopped after 90. */
const SECONDS = 40;

/** What a sweep has done, and how many rows it planned anew. */
export interface Found extends SweptAll {
  replanned: number;
}

/** Every minute: what is overdue of each kind is taken up again, and what an earlier release has planned is planned anew. */
export async function sweep(ports: SweepPorts, kinds: readonly AggregateKind[] = aggregates): Promise<Found> {
  const until = new Date(ports.wallClock().getTime() + SECONDS * 1000);
  const anew = replan(ports, kinds, until).catch((error: unknown) => {
    ports.log.error('sweep: planning anew failed', { error: String(error) });
    return { replanned: 0, failed: 1 };
  });
  const [swept, { replanned, failed }] = await Promise.all([sweepKinds(ports, kinds, until), anew]);
  const found = { ...swept, failed: swept.failed + failed, replanned };
  if (found.failed > 0) ports.metrics.put({ name: 'SweepFailed', value: found.failed });
  return found;
}

/** A sweep for Lambda, whose count of errors an alarm watches: fails when an item did, after all others have been swept. */
export async function sweepOrFail(ports: SweepPorts): Promise<Found> {
  const found = await sweep(ports);
  if (found.failed > 0) throw new SweepFailed(`${found.failed} items could not be swept; the log has each`);
  return found;
}

export const handler = on(z.unknown(), sweepOrFail, awsSweeping);
