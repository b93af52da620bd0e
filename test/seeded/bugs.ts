/** One line of the product as a mistake would have it, and what is to find it. */
export interface Bug {
  name: string;
  /** The line of the design that it breaks (section of the design, or invariant). */
  breaks: string;
  kind: 'signals' | 'actions' | 'deliveries' | 'bounds' | 'aggregates' | 're-open' | 'runs' | 'clocks';
  file: string;
  right: string;
  wrong: string;
  /** Test files that are to catch it, the likeliest first; `faults` are the random lives. */
  hunters: readonly string[];
}

export const bugs: readonly Bug[] = [
  {
    name: 'a run-out lease is no doubt',
    breaks: 'I3: whatever may have been sent before says so',
    kind: 'deliveries',
    file: 'app/outbox/lease.ts',
    right: "...(typeof holder === 'string' ? { ambiguous: true } : {})",
    wrong: '',
    hunters: ['test/stories/deliveries.test.ts'],
  },
  {
    name: 'page claim ignores the cycle',
    breaks: 'I4: a page of an earlier cycle is never claimed',
    kind: 're-open',
    file: 'app/outbox/page-guard.ts',
    right: '{ cycle: { eq: order.cycle }, over',
    wrong: '{ over',
    hunters: ['test/stories/reopening.test.ts'],
  },
];
