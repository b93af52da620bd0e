import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where a command is, if it is on this machine. */
const found = (command: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, command))
    .find((file) => existsSync(file));

/** The commands of Prometheus, as Debian and others call them; undefined where they are not there. */
export const promtool = found('promtool');
export const prometheus = found('prometheus');
export const alertmanager = found('prometheus-alertmanager') ?? found('alertmanager');

/** Said in the name of a test that is left out. */
export const without = (command: string | undefined, debian: string): string =>
  command === undefined ? ` (SKIPPED: on Debian and Ubuntu, apt-get install ${debian})` : '';

/** What a command says, and how it ended. */
export function said(command: string, ...words: string[]): { code: number | null; out: string } {
  const { status, stdout, stderr } = spawnSync(command, words, { encoding: 'utf8', timeout: 60_000 });
  return { code: status, out: `${stdout}${stderr}` };
}
