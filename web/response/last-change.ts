import type { Line } from '#core/message/line';
import { oneLine } from '#core/message/plain-text';
import { subjectOf } from '#core/message/subject';
import type { Shown } from './view.ts';

/** Sendings are in the list of pages, and in the rooms where they arrive. */
const aside: readonly Line['kind'][] = ['page', 'message', 'run', 'signal'];

/** The newest line of the timeline that is no sending, in words. */
export function lastChange(
  lines: readonly Line[],
  at: (iso: string) => Shown,
): { at: Shown; words: string } | undefined {
  const line = lines.findLast((l) => !aside.includes(l.kind) && !(l.kind === 'note' && l.channel !== undefined));
  if (line === undefined) return undefined;
  const subject = oneLine(subjectOf(line));
  const because = oneLine(line.because);
  const kind =
    line.kind === 'note' ? 'Note' : `${line.kind[0]?.toUpperCase()}${line.kind.slice(1).replaceAll('-', ' ')}`;
  return { at: at(line.at), words: `${kind}${subject === '' ? '' : ` (${subject})`}: ${because}`.slice(0, 400) };
}
