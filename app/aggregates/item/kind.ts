import type { AggregateKind } from '#app/aggregates/kind';
import { kindOf } from '#app/aggregates/timed';
import { timedItem } from '#app/items/timed-item';

/** Action items: reminders of those that are open, and what follows when they stay overdue. */
export const item: AggregateKind = kindOf(timedItem);
