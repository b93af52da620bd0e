/** What a pattern gives at an instant: the part that numbers are counted for, and the id of a number. */
export interface FilledPattern {
  fixed: string;
  /** Every id has a number; without, only one that repeats an earlier id. */
  sequence: boolean;
  numbered: (n: number) => string;
}

/** Fills `{yyyymmdd}`, `{yyyy}`, `{hhmm}`, `{unix:N}` (the last N digits of Unix seconds) and leaves `{seq:N}` to a counter. UTC. */
export function fillPattern(pattern: string, at: Date): FilledPattern {
  const [date = '', time = ''] = at.toISOString().split('T');
  const words: Record<string, string> = {
    yyyymmdd: date.replaceAll('-', ''),
    yyyy: date.slice(0, 4),
    hhmm: time.slice(0, 5).replace(':', ''),
  };
  const fixed = pattern
    .replace(/\{(yyyymmdd|yyyy|hhmm)\}/g, (_, word: string) => words[word] ?? '')
    .replace(/\{unix:(\d+)\}/g, (_, digits: string) => {
      const width = Number(digits);
      return String(Math.floor(at.getTime() / 1000) % 10 ** width).padStart(width, '0');
    });
  if (!SEQUENCE.test(fixed)) return { fixed, sequence: false, numbered: (n) => (n === 1 ? fixed : `${fixed}-${n}`) };
  return {
    fixed: fixed.replaceAll(SEQUENCES, '*'),
    sequence: true,
    numbered: (n) => fixed.replaceAll(SEQUENCES, (_, width: string) => String(n).padStart(Number(width), '0')),
  };
}
const SEQUENCE = /\{seq:(\d+)\}/;
const SEQUENCES = new RegExp(SEQUENCE, 'g');

/**
 * How many ids a pattern gives in a day before one needs a suffix or a longer number, and how long an id may get. Without a date in it,
 * what it gives is shared out over a year.
 */
export function capacityOf(pattern: string): { aDay: number; longest: number } {
  const longest = fillPattern(pattern, new Date('2026-12-31T23:59:59Z')).numbered(999_999).length;
  const days = pattern.includes('{yyyymmdd}') ? 1 : 365;
  const unix = /\{unix:(\d+)\}/.exec(pattern)?.[1];
  const minutes = pattern.includes('{hhmm}') ? 1440 : 1;
  const instants = unix === undefined ? minutes : Math.max(minutes, Math.min(86_400 * days, 10 ** Number(unix)));
  const widths = [...pattern.matchAll(SEQUENCES)].map(([, width]) => Number(width));
  const numbers = widths.length === 0 ? 1 : 10 ** Math.min(...widths) - 1;
  return { aDay: Math.floor((numbers * instants) / days), longest };
}
