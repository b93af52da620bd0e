import type { Line } from '#core/message/line';
import { oneLine } from '#core/message/plain-text';
import { subjectOf } from '#core/message/subject';

/** `1d 02:05:00`: seconds since the opening, in columns. */
export function clock(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const rest = seconds % 86_400;
  const time = [Math.floor(rest / 3600), Math.floor((rest % 3600) / 60), rest % 60]
    .map((n) => String(n).padStart(2, '0'))
    .join(':');
  return `${days > 0 ? `${days}d` : ''}`.padStart(4) + ` ${time}`;
}

/** What a line says in columns, without its time. */
export function lineColumns(line: Line): string {
  const where = [subjectOf(line), line.channel].filter((w) => w !== undefined && w !== '').join(' by ');
  return `${oneLine(line.kind).padEnd(15)} ${oneLine(where).padEnd(44)} ${oneLine(line.because)}`;
}

/** One line of a timeline as one line of columns. */
export const lineText = (line: Line): string => `${clock(line.seconds)}  ${lineColumns(line)}`;
