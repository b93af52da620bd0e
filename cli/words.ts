import { Option } from 'commander';
import { plain, plainJson } from '#core/message/plain-text';

/** How a command's result is written. */
export interface Output {
  output: 'text' | 'json';
}
export const output = (): Option =>
  new Option('--output <form>', 'text for people, json for programs').choices(['text', 'json']).default('text');

/** Data goes to stdout: as JSON for programs, as text for people. */
export function say({ output: form }: Output, value: unknown, text: () => string): void {
  process.stdout.write(`${form === 'json' ? plainJson(value) : plain(text())}\n`);
}
