import type { Key, Ports, Row } from '#app/ports';
import { once } from '#app/store/note';
import { Refused } from '#core/errors';
import { iso } from '#core/incident/time';
import { textOf } from '#core/json';
import { retryOf } from './retry.ts';

type Needs = Pick<Ports, 'table' | 'wallClock'>;
const LOOKS = 20;
/** How long a message waits for one that did not fit the transaction of its turn and is still to be written, in ms. */
const PATIENCE = 900_000;

/** Whether it is a message's turn: it has to wait; it may go; it may go, and its row may have changed since it was read. */
export type ItsTurn = 'waits' | 'goes' | 'goes-changed';

/**
 * Messages of one incident to one place go in order: each row names the one before it. One whose predecessor is still to go waits, and the
 * predecessor wakes it when it is settled. Where only the newest counts, it takes the place of every predecessor that nobody sends just now.
 */
export async function itsTurn(
  ports: Needs,
  key: Key,
  row: Row,
  newestCounts: () => Promise<boolean>,
): Promise<ItsTurn> {
  let before = textOf(row['after']);
  let goes: ItsTurn = 'goes';
  for (let look = 0; look < LOOKS; ) {
    if (before === '') return goes;
    const earlier = await ports.table.get({ pk: key.pk, sk: before });
    if (earlier === undefined) {
      const gone = Date.parse(textOf(row['createdAt'])) + PATIENCE < ports.wallClock().getTime();
      return gone ? goes : 'waits';
    }
    if (earlier['settled'] === 'superseded') {
      // what it may have left at the receiver stands in the row of the message that took its place
      goes = 'goes-changed';
      before = textOf(earlier['after']);
      continue;
    }
    if (earlier['settled'] !== undefined) return goes;
    look += 1;
    if (!isHeld(ports, earlier) && (await newestCounts())) {
      await supersede(ports, key, earlier);
      continue;
    }
    // one that is settled meanwhile wakes nobody: then it is looked at again
    if (
      earlier['next'] === key.sk ||
      (await once(ports, { update: earlier, set: { next: key.sk }, when: unsettled }))
    ) {
      await sleepAsLongAs(ports, key, earlier);
      return 'waits';
    }
  }
  throw new Error(`${key.sk} cannot find its place behind ${before}`);
}

const unsettled = { settled: { absent: true } } as const;
const isHeld = ({ wallClock }: Needs, { leaseUntil }: Row): boolean =>
  typeof leaseUntil === 'string' && Date.parse(leaseUntil) > wallClock().getTime();

/** Settles an earlier message that nobody sends; what it may have left at the receiver is for the later one to look for. */
async function supersede({ table, wallClock }: Needs, key: Key, earlier: Row): Promise<void> {
  const { pk, sk } = earlier;
  const was = (value: Row[string]) => (value === undefined ? ({ absent: true } as const) : { eq: value });
  try {
    await table.write([
      {
        update: { pk, sk },
        set: { settled: 'superseded', settledAt: iso(wallClock()) },
        remove: ['duePk', 'dueAt', 'leaseUntil'],
        when: { ...unsettled, claims: was(earlier['claims']), leaseUntil: was(earlier['leaseUntil']) },
      },
      ...(earlier['claims'] === undefined ? [] : [{ update: key, set: { ambiguous: true }, when: unsettled }]),
    ]);
  } catch (error) {
    // somebody has claimed or settled it meanwhile: it is looked at again
    if (!(error instanceof Refused)) throw error;
  }
}

/** The sweeper need not look at a row before the one that it waits for is tried. */
async function sleepAsLongAs(ports: Needs, key: Key, earlier: Row): Promise<void> {
  const { nextTryAt } = retryOf(earlier);
  if (nextTryAt === undefined || Date.parse(nextTryAt) <= ports.wallClock().getTime()) return;
  await once(ports, { update: key, set: { dueAt: nextTryAt }, when: unsettled });
}
