import { wholeSecond } from './incident/time.ts';
import { msOf } from './time/iso.ts';

/**
 * The release of the code that says what is due. It stands on each row that was planned by it; a row with another one is planned anew by the
 * sweeper. A change of what is due, or when, counts it up: a test (`test/house/planning.test.ts`) says when.
 */
export const PLANNING = 9;

/** The earliest of some instants as it is stored: never in the past, never a second that was done before, so that no name is used twice. */
export function nextDueOf(dues: readonly string[], now: Date, lastDone: string | undefined): string | undefined {
  if (dues.length === 0) return undefined;
  const floor = lastDone === undefined ? 0 : msOf(lastDone) + 1000;
  return wholeSecond(Math.max(Math.min(...dues.map(msOf)), now.getTime(), floor));
}

/** Seconds by which a clock may be early; it is then decided as of what was due. */
export const EARLY_SECONDS = 2;
