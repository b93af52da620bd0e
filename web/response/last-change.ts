import type { Line } from '#core/message/line';
import { cut, oneLine } from '#core/message/plain-text';
import { subjectOf } from '#core/message/subject';
import type { Shown } from './types.ts';

/** Sendings are in the list of pages, and in the spaces where they arrive. */
const aside: readonly Line['kind'][] = ['page', 'message', 'run', 'signal', 'role'];
/** Kinds whose reason is a sentence by itself. */
const said: readonly Line['kind'][] = ['acknowledged', 'note', 'opened', 'deadline-missed', 'escalation'];

/** The newest line of the timeline that is no sending, in words. */
export function lastChange(
  lines: readonly Line[],
  at: (iso: string) => Shown,
  longest: number,
): { at: Shown; words: string } | undefined {
  const line = lines.findLast(
    (l) => !aside.includes(l.kind) && !(l.kind === 'note' && (l.channel !== undefined || l.to !== undefined)),
  );
  if (line === undefined) return undefined;
  const subject = oneLine(subjectOf(line));
  const because = oneLine(line.because);
  const kind = line.kind.replaceAll('-', ' ');
  const words = said.includes(line.kind) ? because : `${kind}${subject === '' ? '' : ` (${subject})`}: ${because}`;
  return { at: at(line.at), words: cut(`${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`, longest) };
}
