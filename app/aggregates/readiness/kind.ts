import type { AggregateKind } from '#app/aggregates/kind';
import { kindOf } from '#app/aggregates/timed';
import { timedReadiness } from '#app/readiness/timed-readiness';

/** Drills and reports by the calendar: each tells at its moment. */
export const readiness: AggregateKind = kindOf(timedReadiness);
