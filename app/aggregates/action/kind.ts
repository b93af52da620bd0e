import { actionOf, watchAction } from '#app/actions/watch';
import type { AggregateKind, WatchPorts } from '#app/aggregates/kind';
import { due } from '#app/store/keys';

/** Actions that may have outlived what started them. Their looks wait for tools of others, so all of a sweep run side by side. */
export const action: AggregateKind<WatchPorts> = {
  kind: 'action',
  partitions: [due.action],
  overdueSeconds: 0,
  limits: { aSweep: 100, atOnce: 100 },
  takeUp: (ports, row) => watchAction(ports, actionOf(row)),
  timePassed: null,
  replan: null,
  leftToSweeper: true,
};
