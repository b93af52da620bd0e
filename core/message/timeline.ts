import { isoOf } from '#core/time/iso';
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
  lined(stored, openedAt, speed).flatMap(({ line }) => line ?? []);

/** Stored events and notes in the order of the timeline, each with the line that shows it; bookkeeping has none. */
export function lined(stored: readonly unknown[], openedAt: string, speed = 1): Lined[] {
  const from = Date.parse(openedAt);
  return inOrder(stored).map(({ at, entry }) => ({
    entry,
    line: lineOf(entry, { at: isoOf(at), seconds: Math.round(((at - from) / 1000) * speed) }),
  }));
}
export interface Lined {
  entry: Entry | Worded;
  line: Line | undefined;
}

/** Stored events and notes as they are read, cause before effect, each with the time that it is shown at. */
export function inOrder(stored: readonly unknown[]): Omit<Placed, 'rank'>[] {
  const entries: (Entry | Worded)[] = [];
  const eventAt = new Map<number, number>();
  for (const row of stored) {
    const entry = entryOf(row);
    if (entry === undefined) continue;
    entries.push(entry);
    if ('seq' in entry && entry.seq !== undefined) eventAt.set(entry.seq, Date.parse(entry.at));
  }
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

function lineOf(entry: Entry | Worded, time: Pick<Line, 'at' | 'seconds'>): Line | undefined {
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
  const way = 'way' in entry ? entry.way : undefined;
  return { ...time, ...shown, ...(way === undefined ? {} : { way }), because: entry.because };
}
