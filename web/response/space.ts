/** How much a page shows of what has no bound of its own: entries of a list, and characters of a text. */
export interface Space {
  most: number;
  longest: number;
}

/** From what an ordinary incident needs down to what always fits. */
export const spaces: readonly Space[] = [
  { most: 12, longest: 400 },
  { most: 8, longest: 200 },
  { most: 5, longest: 120 },
  { most: 3, longest: 80 },
  { most: 2, longest: 40 },
  { most: 1, longest: 24 },
];

/** Part of a list, and how many are left out: a page says so. */
export interface Some<T> {
  shown: T[];
  more: number;
}

/** The first of a list. One that would be left out alone is shown: its place is as large as the words that say so. */
export const firstOf = <T>(all: readonly T[], most: number): Some<T> =>
  all.length <= most + 1 ? { shown: [...all], more: 0 } : { shown: all.slice(0, most), more: all.length - most };
