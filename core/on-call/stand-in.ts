import type { Override } from '../playbook/people.ts';
import type { Span } from './span.ts';

/** Somebody who takes a rotation's duty for a while: an override of people.yaml, or a cover that somebody asked for. */
export interface StandIn extends Override {
  /** Who asked for it, where people.yaml does not say it. */
  by?: string | undefined;
}

/** The stretch of time that it is meant for. */
export const spanOf = ({ from, to }: StandIn): Span => ({ from: Date.parse(from), until: Date.parse(to) });

/** Those of a rotation, the one that counts first: the shortest, of two alike the later in the list. */
export const ranked = (all: readonly StandIn[], rotation: string): StandIn[] =>
  all
    .filter((one) => one.rotation === rotation)
    .map((one, place) => ({ one, place, length: lengthOf(one) }))
    .sort((a, b) => a.length - b.length || b.place - a.place)
    .map(({ one }) => one);

const lengthOf = (one: StandIn): number => {
  const { from, until } = spanOf(one);
  return until - from;
};

/** The stretch around an instant in which it holds, or does not. */
export function standsAt(one: StandIn, at: number): Span & { open: boolean } {
  const { from, until } = spanOf(one);
  if (at < from) return { from: Number.NEGATIVE_INFINITY, until: from, open: false };
  if (at < until) return { from, until, open: true };
  return { from: until, until: Number.POSITIVE_INFINITY, open: false };
}
