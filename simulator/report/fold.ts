import type { Line } from '#core/message/line';
import { subjectOf } from '#core/message/subject';

/** A line, and how often it came again after the same time each. */
export interface Folded {
  line: Line;
  repeat?: { everySeconds: number; times: number; last: Line };
}

/** Two of a kind are no rhythm. */
const fewest = 3;

/** Lines that come again after the same time each, as one; by the time of the first. */
export function folded(lines: readonly Line[]): Folded[] {
  const alike = new Map<string, { line: Line; n: number }[]>();
  for (const [n, line] of lines.entries()) {
    const key = JSON.stringify([line.kind, subjectOf(line), line.channel, line.because.replaceAll(/\d+/g, '#')]);
    alike.set(key, [...(alike.get(key) ?? []), { line, n }]);
  }
  return [...alike.values()]
    .flatMap(runs)
    .sort((a, b) => a.n - b.n)
    .map(({ folded: one }) => one);
}

function runs(entries: { line: Line; n: number }[]): { folded: Folded; n: number }[] {
  const found: { folded: Folded; n: number }[] = [];
  for (let from = 0; from < entries.length; ) {
    const run = rhythmFrom(entries, from);
    const [first, second] = run;
    const last = run.at(-1);
    if (first === undefined || last === undefined) break;
    const isRhythm = run.length >= fewest && second !== undefined;
    const repeat = { everySeconds: 0, times: run.length, last: last.line };
    if (isRhythm) repeat.everySeconds = second.line.seconds - first.line.seconds;
    found.push({ folded: isRhythm ? { line: first.line, repeat } : { line: first.line }, n: first.n });
    from += isRhythm ? run.length : 1;
  }
  return found;
}

/** The entries from here on that follow each other after the same time; what happens at one instant is no repeat. */
function rhythmFrom(entries: { line: Line; n: number }[], from: number): { line: Line; n: number }[] {
  const run = entries.slice(from, from + 2);
  const [first, second] = run;
  const gap = first === undefined || second === undefined ? 0 : second.line.seconds - first.line.seconds;
  if (gap <= 0) return run.slice(0, 1);
  for (const next of entries.slice(from + 2)) {
    const before = run.at(-1);
    if (before === undefined || next.line.seconds - before.line.seconds !== gap) break;
    run.push(next);
  }
  return run;
}
