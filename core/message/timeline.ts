import { type Entry, entryOf, type Worded } from './entry.ts';
import type { Line } from './line.ts';
import { shownOf } from './shown.ts';

interface Placed {
  at: number;
  /** Number of the event that it is or that caused it; a note stands half a step behind its cause. */
  rank: number;
  entry: Entry | Worded;
}

/**
 * The timeline of stored events and notes, cause before effect: events by their number, a note never before the event that caused it. Clocks
 * of two functions differ by milliseconds and a virtual clock stands still, so the time alone cannot say what came first.
 */
export const timeline = (stored: readonly unknown[], openedAt: string, speed = 1): Line[] =>
  inOrder(stored).flatMap((placed) => lineOf(placed, openedAt, speed) ?? []);

/** Stored events and notes as they are read, cause before effect, each with the time that it is shown at. */
export function inOrder(stored: readonly unknown[]): Omit<Placed, 'rank'>[] {
  const entries = stored.flatMap((row) => entryOf(row) ?? []);
  const eventAt = new Map(
    entries.flatMap((e) => ('seq' in e && e.seq !== undefined ? [[e.seq, Date.parse(e.at)]] : [])),
  );
  return entries
    .map((entry): Placed => {
      const at = Date.parse(entry.at);
      if ('seq' in entry && entry.seq !== undefined) return { at, rank: entry.seq, entry };
      const after = 'after' in entry ? entry.after : undefined;
      if (after === undefined) return { at, rank: Number.POSITIVE_INFINITY, entry };
      return { at: Math.max(at, eventAt.get(after) ?? at), rank: after + 0.5, entry };
    })
    .sort((a, b) => a.at - b.at || (a.rank === b.rank ? 0 : a.rank - b.rank));
}

function lineOf({ at, entry }: Omit<Placed, 'rank'>, openedAt: string, speed: number): Line | undefined {
  const time = { at: new Date(at).toISOString(), seconds: Math.round(((at - Date.parse(openedAt)) / 1000) * speed) };
  if ('kind' in entry) {
    const { kind, to, channel, because } = entry;
    return {
      ...time,
      kind,
      ...(to === undefined ? {} : { to }),
      ...(channel === undefined ? {} : { channel }),
      because,
    };
  }
  const shown = shownOf(entry);
  if (shown === undefined) return undefined;
  const way = 'way' in entry && entry.way !== undefined ? { way: entry.way } : {};
  return { ...time, ...shown, ...way, because: entry.because };
}
