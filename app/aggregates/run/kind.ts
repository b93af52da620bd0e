import type { AggregateKind } from '#app/aggregates/kind';
import { takeUpIfDead } from '#app/runs/take-up';
import { due } from '#app/store/keys';

/** Runs of incidents that are not over: each should have an execution behind it. */
export const run: AggregateKind = {
  kind: 'run',
  partitions: [due.run],
  overdueSeconds: 30,
  limits: { aSweep: 500, atOnce: 10 },
  takeUp: (ports, { pk }) => takeUpIfDead(ports, pk, { orUnseen: true }),
  timePassed: null,
  replan: null,
  leftToSweeper: false,
};
