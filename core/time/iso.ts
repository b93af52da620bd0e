const dayMs = 86_400_000;
/** The instants whose years have four digits: all others are spelt by `Date`. */
const lastMs = Date.UTC(10_000, 0) - 1;
const pairs = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));

/** The day that was spelt last. Instants of one turn are mostly of one day, and `Date` takes some twenty times as long for the whole. */
let spelt = { day: Number.NaN, text: '' };

function dateAndTime(ms: number): string {
  const day = Math.floor(ms / dayMs);
  if (day !== spelt.day) spelt = { day, text: new Date(day * dayMs).toISOString().slice(0, 11) };
  const second = Math.floor((ms - day * dayMs) / 1000);
  const minute = Math.floor(second / 60);
  return `${spelt.text}${pairs[Math.floor(minute / 60)]}:${pairs[minute % 60]}:${pairs[second % 60]}`;
}

/** An instant, in milliseconds since 1970, as `Date.toISOString` spells it. Throws `RangeError` for what is none. */
export function isoOf(at: number): string {
  const ms = Math.trunc(at);
  if (!(ms >= 0 && ms <= lastMs)) return new Date(at).toISOString();
  return `${dateAndTime(ms)}.${String(ms % 1000).padStart(3, '0')}Z`;
}

/** The same of a whole second, without its milliseconds: `2026-03-11T14:02:00Z`. */
export function isoSecondOf(ms: number): string {
  return ms >= 0 && ms <= lastMs ? `${dateAndTime(ms)}Z` : `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Instants that were read; the deadlines of an incident ask for the same few again and again. */
const read = new Map<string, number>();
/** How many are remembered. */
const REMEMBERED = 2000;

/** Milliseconds since 1970 of an instant that is spelt so, as `Date.parse` reads it. */
export function msOf(text: string): number {
  const known = read.get(text);
  if (known !== undefined) return known;
  const ms = Date.parse(text);
  if (read.size >= REMEMBERED) read.clear();
  read.set(text, ms);
  return ms;
}
