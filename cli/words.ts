import { Option } from 'commander';
import type { Line } from '#core/message/line';
import { oneLine, plain, plainJson } from '#core/message/plain-text';
import { subjectOf } from '#core/message/subject';

/** How a command's result is written. */
export interface Output {
  output: 'text' | 'json';
}
export const output = (): Option =>
  new Option('--output <form>', 'text for people, json for machines').choices(['text', 'json']).default('text');

/** Data goes to stdout: as JSON where machines read, in words where people do. */
export function say({ output: form }: Output, value: unknown, words: () => string): void {
  process.stdout.write(`${form === 'json' ? plainJson(value) : plain(words())}\n`);
}

/** `1d 02:05:00`: seconds since the opening, in columns. */
export function clock(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const rest = seconds % 86_400;
  const time = [Math.floor(rest / 3600), Math.floor((rest % 3600) / 60), rest % 60]
    .map((n) => String(n).padStart(2, '0'))
    .join(':');
  return `${days > 0 ? `${days}d` : ''}`.padStart(4) + ` ${time}`;
}

/** One line of a timeline, in columns. */
export const lineOf = (l: Line): string => {
  const where = [subjectOf(l), l.channel].filter((w) => w !== undefined && w !== '').join(' by ');
  return `${clock(l.seconds)}  ${oneLine(l.kind).padEnd(15)} ${oneLine(where).padEnd(44)} ${oneLine(l.because)}`;
};
