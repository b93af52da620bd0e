import { Option } from 'commander';
import { plain, plainJson } from '#core/message/plain-text';

/** How a command's result is written. */
export interface Output {
  output: 'text' | 'json';
}
export const output = (): Option =>
  new Option('--output <form>', 'text for people, json for programs').choices(['text', 'json']).default('text');

/** Where a command's result goes. */
export type Write = (text: string) => void;
export const toStdout: Write = (text) => {
  process.stdout.write(text);
};

/** Writes a result as JSON for programs, or as text for people. */
export function say({ output: form }: Output, value: unknown, text: () => string, write: Write = toStdout): void {
  // a calendar entry's lines end in CRLF, and must when it is kept as a file
  const lines = () => text().split('\r\n').map(plain).join('\r\n');
  write(`${form === 'json' ? plainJson(value) : lines()}\n`);
}
