import type { Vocabulary } from '#core/playbook/vocabulary';
import { leavesOf, type Occurrence } from '#test/leaves';
import { randomPlaybook, type Written } from '../../core/random-playbooks/playbook.ts';
import { checked } from '../../core/random-playbooks/valid.ts';
import { BY_HAND } from './by-hand.ts';
import { isElsewhere } from './elsewhere.ts';
import { observed, randomly, type Surface } from './observed.ts';
import { changedAt, gone, placeOf, valueAt } from './place.ts';

/** Two valid playbooks that differ in one leaf alone, and where that shows. */
export interface Pair {
  leaf: string;
  seed: number;
  at: string;
  from: string;
  /** As JSON; `left out` where the leaf is not there. */
  to: string;
  shows: Surface;
}

const ACTED: readonly Surface[] = ['page', 'finding', 'duties', 'calendar', 'trace'];
const WORDS: readonly Surface[] = ['form', 'handbook'];
type Files = ReturnType<typeof leavesOf>;

export const occurrences = (written: Written, files: Files): Occurrence[] => [
  ...files.playbook.in(written.playbook).map(({ leaf, at }) => ({ leaf, at: ['playbook', ...at] })),
  ...files.people.in(written.people).map(({ leaf, at }) => ({ leaf, at: ['people', ...at] })),
  ...Object.entries(written.runbooks).flatMap(([id, book]) =>
    files.runbook.in(book).map(({ leaf, at }) => ({ leaf, at: ['runbooks', id, ...at] })),
  ),
];

/** What else the leaf might say: what it says elsewhere, other words, nothing. */
function others(value: unknown, known: readonly unknown[]): unknown[] {
  const own = JSON.stringify(value);
  const more =
    typeof value === 'string'
      ? [`${value} x`]
      : typeof value === 'boolean'
        ? [!value]
        : typeof value === 'number'
          ? [value + 1]
          : [];
  return [...known.filter((one) => JSON.stringify(one) !== own).slice(0, 4), ...more, gone];
}

/** Looks for a pair for each of these leaves in random playbooks; `tries` for one leaf in one playbook. */
class Search {
  readonly pairs = new Map<string, Pair>();
  readonly #vocabulary: Vocabulary;
  readonly #files: Files;
  readonly #known = new Map<string, unknown[]>();

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
    this.#files = leavesOf(vocabulary);
  }

  /** Values that leaves have in some playbooks, to be set in others. */
  learn(first: number, many: number): void {
    for (let seed = first; seed < first + many; seed += 1) {
      const written = randomPlaybook(seed);
      for (const { leaf, at } of occurrences(written, this.#files)) {
        const known = this.#known.get(leaf) ?? [];
        const value = valueAt(written, at);
        if (known.length < 8 && !known.some((one) => JSON.stringify(one) === JSON.stringify(value)))
          this.#known.set(leaf, [...known, value]);
      }
    }
  }

  /** Looks in one playbook for pairs of these leaves. */
  look(seed: number, wanted: (leaf: string) => boolean, tries: number, where: readonly Surface[]): void {
    const written = randomPlaybook(seed);
    const mine = occurrences(written, this.#files).filter(({ leaf }) => wanted(leaf) && !this.pairs.has(leaf));
    if (mine.length === 0) return;
    const before = lookAt(seed, written, this.#vocabulary);
    if (before === undefined) return;
    const tried = new Map<string, number>();
    for (const { leaf, at } of mine)
      for (const value of others(valueAt(written, at), this.#known.get(leaf) ?? [])) {
        const n = tried.get(leaf) ?? 0;
        if (n >= tries || this.pairs.has(leaf)) break;
        const after = lookAt(seed, changedAt(written, at, value), this.#vocabulary);
        if (after === undefined) continue;
        tried.set(leaf, n + 1);
        const shows = differ(before, after);
        if (shows !== undefined && where.includes(shows)) {
          const words = (said: unknown): string => (said === gone ? 'left out' : JSON.stringify(said));
          this.pairs.set(leaf, {
            leaf,
            seed,
            at: at.join('.'),
            from: words(valueAt(written, at)),
            to: words(value),
            shows,
          });
        }
      }
  }
}

/** Looks for a pair for every leaf that has none by hand and is not tested elsewhere, in so many random playbooks; sorted by leaf. */
export function findPairs(vocabulary: Vocabulary, seeds: number): Pair[] {
  const search = new Search(vocabulary);
  search.learn(1, 150);
  const byHand = new Set(BY_HAND.map(({ leaf }) => leaf));
  // what shows in words alone counts where nothing else is found
  for (const where of [ACTED, [...ACTED, ...WORDS]])
    for (let seed = 1; seed <= seeds; seed += 1)
      search.look(seed, (leaf) => !isElsewhere(leaf) && !byHand.has(leaf), 3, where);
  return [...search.pairs.values()].sort((a, b) => (a.leaf < b.leaf ? -1 : 1));
}

/** Whether the two playbooks of a pair are valid, and differ where it says. */
export function stillShows(
  { seed, at, to, shows }: Omit<Pair, 'shows'> & { shows: string },
  vocabulary: Vocabulary,
): boolean {
  const written = randomPlaybook(seed);
  const other = changedAt(written, placeOf(at), to === 'left out' ? gone : JSON.parse(to));
  const [a, b] = [lookAt(seed, written, vocabulary), lookAt(seed, other, vocabulary)];
  return a !== undefined && b !== undefined && differ(a, b) === shows;
}

/** What is seen of a playbook, looked at only as far as it is compared; `undefined` where it is not valid. */
function lookAt(seed: number, written: Written, vocabulary: Vocabulary): Looked | undefined {
  const book = checked(written, seed, vocabulary);
  return 'refused' in book ? undefined : new Looked(observed(randomly(seed), book, vocabulary));
}

/** Surfaces that are looked at once somebody asks. */
class Looked {
  readonly #seen: [Surface, string][] = [];
  readonly #more: Iterator<[Surface, string]>;

  constructor(more: Iterator<[Surface, string]>) {
    this.#more = more;
  }

  at(n: number): [Surface, string] | undefined {
    while (this.#seen.length <= n) {
      const { done, value } = this.#more.next();
      if (done === true) return undefined;
      this.#seen.push(value);
    }
    return this.#seen[n];
  }
}

/** The first surface on which two playbooks differ. */
function differ(one: Looked, other: Looked): Surface | undefined {
  for (let n = 0; ; n += 1) {
    const [a, b] = [one.at(n), other.at(n)];
    if (a === undefined || b === undefined) return undefined;
    if (a[1] !== b[1]) return a[0];
  }
}
