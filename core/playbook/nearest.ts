/** The known word that is most like a wrong one, if any is like it at all. */
export function nearest(wrong: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((word) => ({ word, distance: distance(bare(wrong), bare(word)) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(1, Math.floor(Math.min(wrong.length, best.word.length) / 2))
    ? best.word
    : undefined;
}

/** The nearest word and the others, as a hint says it. */
export function among(wrong: string, known: readonly string[], none = 'nothing is known here'): string {
  if (known.length === 0) return none;
  const best = nearest(wrong, known);
  const shown = known.length > 12 ? `${known.slice(0, 12).join(', ')}, …` : known.join(', ');
  return best === undefined ? `one of ${shown}` : `${best} (of ${shown})`;
}

const bare = (word: string): string => word.toLowerCase().replaceAll(/[-_\s]/g, '');

/** Edits between two words: insert, drop, change, swap neighbours. */
function distance(a: string, b: string): number {
  const rows: number[][] = Array.from({ length: a.length + 1 }, (_, i) => [i]);
  const cell = (i: number, j: number): number => rows[i]?.[j] ?? j;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
          ? cell(i - 2, j - 2) + 1
          : Number.POSITIVE_INFINITY;
      (rows[i] ?? [])[j] = Math.min(cell(i - 1, j) + 1, cell(i, j - 1) + 1, cell(i - 1, j - 1) + same, swapped);
    }
  }
  return cell(a.length, b.length);
}
