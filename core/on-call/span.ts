/** A stretch of time around an instant in which one thing holds: from the first millisecond up to, not including, `until`. */
export interface Span {
  from: number;
  until: number;
}

/** All of time. */
export const always: Span = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };

/** What two stretches have in common. */
export const both = (a: Span, b: Span): Span => ({
  from: Math.max(a.from, b.from),
  until: Math.min(a.until, b.until),
});
