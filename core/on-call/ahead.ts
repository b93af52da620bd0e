import { type OnCallPeople, type Shift, shiftAt } from '../on-call.ts';

/** One stretch of a rotation's duty. */
export interface Stretch extends Shift {
  from: Date;
  until: Date;
}

/**
 * A rotation's duty from an instant on, in order and without a gap: neighbours with the same person, or both with nobody, are one. Ends at
 * `to`, or after so many changes.
 */
export function* dutiesAhead(
  people: OnCallPeople,
  rotation: string,
  from: Date,
  to: Date,
  changes = 5_000,
): Iterable<Stretch> {
  let open: Stretch | undefined;
  let at = from;
  for (let n = 0; n < changes && at < to; n += 1) {
    const { until = to, ...shift } = shiftAt(people, rotation, at);
    const next: Stretch = { ...shift, from: at, until: until < to ? until : to };
    if (open !== undefined && open.person === next.person) open = { ...open, until: next.until };
    else {
      if (open !== undefined) yield open;
      open = next;
    }
    at = next.until;
  }
  if (open !== undefined) yield open;
}
