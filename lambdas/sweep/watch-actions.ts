import * as z from 'zod';
import type { WatchPorts } from '#app/aggregates/kind';
import { watched } from '#app/aggregates/registry';
import { type SweptAll, sweepKinds } from '#app/aggregates/sweep';
import { SweepFailed } from '#core/errors';
import { awsWatching } from '#runtime/aws-watching';
import { handler as on } from '#runtime/lambda';

/** Seconds after which no further look begins: what began before may take until the function is stopped, after 75. */
const SECONDS = 40;

/**
 * Every minute: actions that run on without a plan are looked at. By itself and not with the sweep, because it waits for tools of others, which
 * may be in a network that a lost page must not depend on.
 */
export const watchActions = (ports: WatchPorts): Promise<SweptAll> =>
  sweepKinds(ports, watched, new Date(ports.wallClock().getTime() + SECONDS * 1000));

/** The same for Lambda, whose count of errors an alarm watches: fails when a look did, after all others. */
export async function watchOrFail(ports: WatchPorts): Promise<SweptAll> {
  const found = await watchActions(ports);
  if (found.failed > 0) throw new SweepFailed(`${found.failed} actions could not be looked at; the log has each`);
  return found;
}

export const handler = on(z.unknown(), watchOrFail, awsWatching);
