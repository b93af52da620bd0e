import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vitest/config';
import { type Bug, bugs } from './bugs.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The source with its bug; throws where the line is not there once, so that a bug never hunts a line that has moved on. */
export function spoilt(bug: Bug, source: string): string {
  const parts = source.split(bug.right);
  if (parts.length !== 2) throw new Error(`${bug.name}: ${bug.file} has ${parts.length - 1} times: ${bug.right}`);
  return parts.join(bug.wrong);
}

/** Builds with the bug of this name in it, in memory: no file is changed. Without a name it does nothing. */
export function seedBug(name: string | undefined): Plugin[] {
  if (name === undefined) return [];
  const bug = bugs.find((known) => known.name === name);
  if (bug === undefined) throw new Error(`no seeded bug is called ${name}`);
  return [
    {
      name: 'seeded-bug',
      enforce: 'pre',
      transform: (source: string, id: string) => (id === `${root}${bug.file}` ? spoilt(bug, source) : undefined),
    },
  ];
}
