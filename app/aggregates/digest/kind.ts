import type { AggregateKind } from '#app/aggregates/kind';
import { kindOf } from '#app/aggregates/timed';
import { timedDigest } from '#app/digests/timed-digest';

/** Digests: each person's copy goes out at its moment. */
export const digest: AggregateKind = kindOf(timedDigest);
