import * as z from 'zod';
import { actionOf, watchAction } from '#app/actions/watch';
import type { Ports } from '#app/ports';
import { due } from '#app/store/keys';
import { SweepFailed } from '#core/errors';
import { awsWatching } from '#runtime/aws-watching';
import { handler as on } from '#runtime/lambda';
import type { StoreNeeds } from '#runtime/task';
import { oneByOne } from './one-by-one.ts';

type Needs = StoreNeeds & Pick<Ports, 'actions'>;
/** Looks of one minute, which run side by side. Each is put behind the others before it begins, so the rest comes first at the next. */
const LOOKS = 100;

/**
 * Every minute: actions that run on without a plan are looked at. By itself and not with the sweep, because it waits for tools of others, which
 * may be in a network that a lost page must not depend on.
 */
export async function watchActions(ports: Needs): Promise<{ actions: number; failed: number }> {
  const found = { actions: 0, failed: 0 };
  const each = oneByOne(ports, found);
  const upTo = ports.wallClock().toISOString();
  const { rows } = await ports.table.index('due', due.action, { upTo, limit: LOOKS });
  const looks = await Promise.all(rows.map((row) => each(row.pk, () => watchAction(ports, actionOf(row)))));
  found.actions = looks.reduce((sum, ended) => sum + ended, 0);
  return found;
}

/** The same for Lambda, whose count of errors an alarm watches: fails when a look did, after all others. */
export async function watchOrFail(ports: Needs) {
  const found = await watchActions(ports);
  if (found.failed > 0) throw new SweepFailed(`${found.failed} actions could not be looked at; the log has each`);
  return found;
}

export const handler = on(z.unknown(), watchOrFail, awsWatching);
