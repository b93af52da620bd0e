import * as z from 'zod';
import { type Key, MOST_DELAY_SECONDS, type Ports, type Row } from '#app/ports';
import { queueOf } from '#app/store/keys';
import { once } from '#app/store/note';
import { backOff, type Delivered, GIVES_UP_HOURS } from '#core/delivery/back-off';
import { iso } from '#core/incident/time';
import { textOf } from '#core/json';
import type { Claimed } from './lease.ts';

/** What a delivery has met on one channel. */
export const Tried = z.object({
  failed: z.number().default(0),
  /** Sendings that no answer came to: each may have arrived. */
  uncertain: z.number().default(0),
  /** The provider asked not to be called before. */
  notBefore: z.string().optional(),
});
export type Tried = z.infer<typeof Tried>;

/** The retry state that a row of the outbox holds; a row of the release before holds none. */
const Retry = z.object({
  /** Rounds over the channels that have failed. */
  attempts: z.number().default(0),
  nextTryAt: z.string().optional(),
  givesUpAt: z.string().optional(),
  tried: z.record(z.string(), Tried).default({}),
});
export type Retry = z.infer<typeof Retry>;
export const retryOf = (row: Row): Retry => (isUntried(row) ? { attempts: 0, tried: {} } : Retry.parse(row));

/** As nearly every row is: nothing of it has failed. */
const isUntried = (row: Row): boolean =>
  row['attempts'] === undefined &&
  row['nextTryAt'] === undefined &&
  row['givesUpAt'] === undefined &&
  row['tried'] === undefined;

/** Milliseconds by which clocks of two workers may differ. */
const SLACK_MS = 1000;

/** Whether a row may be tried now: messages of the queue only wake a worker, early and twice as well. */
export const mayTry = ({ wallClock }: Pick<Ports, 'wallClock'>, row: Row): boolean => {
  const { nextTryAt } = retryOf(row);
  return nextTryAt === undefined || Date.parse(nextTryAt) - wallClock().getTime() <= SLACK_MS;
};

type Needs = Pick<Ports, 'table' | 'wallClock' | 'queues'>;

/**
 * Stores when a delivery is tried next, gives its claim back and orders the wake-up; false where it is time to give up. A worker whose claim
 * has run out meanwhile leaves the row to whichever worker holds it now.
 */
export async function tryLater(
  ports: Needs,
  key: Key,
  { row, n }: Claimed,
  { of, tried }: { of: Delivered; tried: Tried[] },
): Promise<boolean> {
  const now = ports.wallClock().getTime();
  const before = retryOf(row);
  const created = Date.parse(textOf(row['createdAt']));
  const givesUpAt = before.givesUpAt ?? iso((Number.isNaN(created) ? now : created) + GIVES_UP_HOURS * 3_600_000);
  if (now >= Date.parse(givesUpAt)) return false;
  const attempts = before.attempts + 1;
  const usual = now + backOff(of, { key: textOf(row['key']), failed: attempts }) * 1000;
  // every channel that is left asks for patience: the first that may be called again
  const allowed = tried.map(({ notBefore }) => Date.parse(notBefore ?? '1970-01-01T00:00:00Z'));
  const nextTryAt = iso(allowed.length === 0 ? usual : Math.max(usual, Math.min(...allowed)));
  const held = await once(ports, {
    update: key,
    set: { attempts, nextTryAt, givesUpAt, dueAt: nextTryAt },
    remove: ['leaseUntil'],
    when: { settled: { absent: true }, claims: { eq: n } },
  });
  if (held) await wake(ports, key, Math.ceil((Date.parse(nextTryAt) - now) / 1000));
  return true;
}

/** Puts a row into its queue again; what is further away than a queue can hold is for the sweeper to wake. */
export async function wake({ queues }: Pick<Ports, 'queues'>, key: Key, seconds = 0): Promise<void> {
  const queue = queueOf(key.sk);
  if (queue === undefined) throw new Error(`${key.sk} has no queue`);
  if (seconds <= MOST_DELAY_SECONDS) await queues.put(queue, [{ pk: key.pk, sk: key.sk }], seconds);
}
