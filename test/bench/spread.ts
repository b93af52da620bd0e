/** How a measurement is spread over its runs. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

export function spread(all: readonly number[]): Spread {
  const sorted = all.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
  return { median, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
}
