/** One line of the product as a mistake would have it, and what is to find it. */
export interface Bug {
  name: string;
  /** The line of the design that it breaks (section of the design, or invariant). */
  breaks: string;
  kind:
    | 'signals'
    | 'actions'
    | 'deliveries'
    | 'bounds'
    | 'aggregates'
    | 're-open'
    | 'runs'
    | 'people'
    | 'work'
    | 'planned';
  file: string;
  right: string;
  wrong: string;
  /** What is to catch it, the likeliest first: a test file, or one test of it as `file > part of its name`; `lives` are the random ones. */
  hunters: readonly string[];
}

/** What a bug file says of each of its bugs: all share their kind. */
export type Kindless = Omit<Bug, 'kind'>;

/** The random lives with every kind of fault, for a minute. */
export const lives = 'test/faults/seeds-1.test.ts';
