import * as z from 'zod';
import type { AggregateKind, SweepPorts } from '#app/aggregates/kind';
import { aggregates } from '#app/aggregates/registry';
import { replan } from '#app/aggregates/replan';
import { sweepKind } from '#app/aggregates/sweep';
import { SweepFailed } from '#core/errors';
import { awsSweeping } from '#runtime/aws-sweeping';
import { handler as on } from '#runtime/lambda';

/** Seconds after which a sweep begins nothing more: its function is stopped after 55. */
const SECONDS = 40;

/** What a sweep has done: how many rows of each kind it took up, and of all kinds together how many failed, were planned anew, and whether some are left. */
export interface Found {
  takenUp: Record<string, number>;
  failed: number;
  replanned: number;
  left: boolean;
}

/** Every minute: what is overdue of each kind is taken up again, and what an earlier release has planned is planned anew. The kinds do not wait for each other. */
export async function sweep(ports: SweepPorts, kinds: readonly AggregateKind[] = aggregates): Promise<Found> {
  const until = new Date(ports.wallClock().getTime() + SECONDS * 1000);
  const found: Found = { takenUp: {}, failed: 0, replanned: 0, left: false };
  const failed = (what: string, error: unknown): void => {
    found.failed += 1;
    ports.log.error(`sweep: ${what} failed`, { error: String(error) });
  };
  const one = async (kind: AggregateKind): Promise<void> => {
    try {
      const swept = await sweepKind(ports, kind, until);
      found.takenUp[kind.kind] = swept.takenUp;
      found.failed += swept.failed;
      found.left ||= swept.left;
    } catch (error) {
      failed(`the sweep of ${kind.kind}`, error);
    }
  };
  const anew = async (): Promise<void> => {
    try {
      const { replanned, failed: faults } = await replan(ports, kinds, until);
      found.replanned = replanned;
      found.failed += faults;
    } catch (error) {
      failed('planning anew', error);
    }
  };
  await Promise.all([...kinds.map(one), anew()]);
  if (found.left) ports.log.warn('sweep: the rest is left to the next', { takenUp: found.takenUp });
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
