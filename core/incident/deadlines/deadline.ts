import type { DueRule } from '../rules/due.ts';

/** Which promise a missed deadline broke. */
type Missed =
  | { target: 'respond' | 'resolve'; within: string }
  | { target: 'communicate'; update: 'first' | 'final'; audience: string }
  | { target: 'task' | 'answer'; within: string; items: string[] };

/** Something that must happen by an instant, and what the clock does about it then. `path` is the place of its rule; `from`: since when it
 * stands, where the same key may come due again. */
export type Deadline = { due: string; key: string; from?: string } & (
  | { does: 'act'; by: DueRule }
  | { does: 'miss'; missed: Missed; what: string; path: string }
  /** `late`: seconds after which it is missed; left out, it is a cadence. */
  | {
      does: 'remind';
      audience: string;
      base: string;
      every?: number;
      what: 'first' | 'update';
      path: string;
      late?: number;
    }
  | { does: 'ask-again' }
  | { does: 'ask-facts'; form: string }
  | { does: 'ask-approval'; rule: string; path: string }
  | { does: 'retry-run' }
  | { does: 'lapse'; path: string }
  | { does: 'stop-flapping' }
  | { does: 'end-window' }
  | { does: 'close' }
);
