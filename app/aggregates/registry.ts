import { action } from './action/kind.ts';
import { delivery } from './delivery/kind.ts';
import { digest } from './digest/kind.ts';
import { incident } from './incident/kind.ts';
import { item } from './item/kind.ts';
import type { AggregateKind, WatchPorts } from './kind.ts';
import { maintenance } from './maintenance/kind.ts';
import { readiness } from './readiness/kind.ts';
import { run } from './run/kind.ts';

/** Whatever becomes due: clock and sweeper know these and no others. */
export const aggregates: readonly AggregateKind[] = [incident, delivery, run, item, digest, readiness, maintenance];

/** What waits for systems of the team when it is taken up: a function by itself looks at it, and no clock is armed for it. */
export const watched: readonly AggregateKind<WatchPorts>[] = [action];
