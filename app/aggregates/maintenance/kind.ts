import type { AggregateKind } from '#app/aggregates/kind';
import { kindOf } from '#app/aggregates/timed';
import { timedMaintenance } from '#app/maintenance/timed-maintenance';

/** Planned work: it is told of before its start, and begins at it. */
export const maintenance: AggregateKind = kindOf(timedMaintenance);
