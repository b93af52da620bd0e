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
  const sequence = /\{seq:(\d+)\}/.exec(fixed);
  if (sequence === null) return { fixed, sequence: false, numbered: (n) => (n === 1 ? fixed : `${fixed}-${n}`) };
  const [mark, width] = sequence;
  return {
    fixed: fixed.replace(mark, '*'),
    sequence: true,
    numbered: (n) => fixed.replace(mark, String(n).padStart(Number(width), '0')),
  };
}

/** How many ids a pattern gives in a day before one needs a suffix or a longer number, and how long an id may get. */
export function capacityOf(pattern: string): { aDay: number; longest: number } {
  const longest = fillPattern(pattern, new Date('2026-12-31T23:59:59Z')).numbered(999_999).length;
  const daily = pattern.includes('{yyyymmdd}');
  const digits = /\{seq:(\d+)\}/.exec(pattern)?.[1];
  if (digits !== undefined) {
    const numbers = 10 ** Number(digits) - 1;
    if (pattern.includes('{hhmm}')) return { aDay: numbers * 1440, longest };
    return { aDay: daily ? numbers : Math.floor(numbers / 365), longest };
  }
  const unix = /\{unix:(\d+)\}/.exec(pattern)?.[1];
  if (unix !== undefined) return { aDay: Math.min(86_400, 10 ** Number(unix)), longest };
  return { aDay: pattern.includes('{hhmm}') ? 1440 : daily ? 1 : 0, longest };
}
