import type { AggregateKind } from '#app/aggregates/kind';
import { due, queueOf, ranksOf } from '#app/store/keys';

/** Rows of the outbox: what nobody has taken yet, whose claim has run out, or whose next try is due. The worker of its queue is woken. */
export const delivery: AggregateKind = {
  kind: 'delivery',
  partitions: ranksOf(due.outbox),
  overdueSeconds: 30,
  limits: { aSweep: 2000, atOnce: 25 },
  async takeUp({ queues }, { pk, sk }) {
    const queue = queueOf(sk);
    // of a queue that this release does not have, or has no more: nobody else would ever miss it
    if (queue === undefined) throw new Error(`${sk} belongs to no queue`);
    await queues.put(queue, [{ pk, sk }]);
    return true;
  },
  timePassed: null,
  replan: null,
  leftToSweeper: true,
};
