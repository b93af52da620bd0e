import { clock } from '#app/api/timeline-line';
import { oneLine } from '#core/message/plain-text';
import type { Simulated } from '../simulate.ts';

/** What a reader must know before the timeline: which other incidents there are, and what of the files was not done. */
export const besides = ({ others, notes }: Pick<Simulated, 'others' | 'notes'>): string[] => [
  ...others.map(
    ({ id, severity, status, seconds, title }) =>
      `${id} ${severity}, ${status}, opened as well, at ${clock(seconds).trim()}, and is not shown: ${oneLine(title)}`,
  ),
  ...notes.map(oneLine),
];
