import type { AggregateKind } from '#app/aggregates/kind';
import { kindOf } from '#app/aggregates/timed';
import { timedFreeze } from './freeze.ts';

export const freeze: AggregateKind = kindOf(timedFreeze);
