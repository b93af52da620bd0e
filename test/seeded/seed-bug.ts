import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vitest/config';
import type { Bug } from './bugs/bug.ts';
import { bugs } from './bugs.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The source with its bug; throws where the line is not there once, so that a bug never hunts a line that has moved on. */
export function spoilt(bug: Bug, source: string): string {
  const parts = source.split(bug.right);
  if (parts.length !== 2) throw new Error(`${bug.name}: ${bug.file} has ${parts.length - 1} times: ${bug.right}`);
  return parts.join(bug.wrong);
}

/** The file that a bug is in, as vite names it. */
export const idOf = (bug: Bug): string => `${root}${bug.file}`;

function seeded(): Bug | undefined {
  const name = process.env['SEEDED_BUG'];
  if (name === undefined) return undefined;
  const bug = bugs.find((known) => known.name === name);
  if (bug === undefined) throw new Error(`no seeded bug is called ${name}`);
  return bug;
}

/** Builds with the bug in it that SEEDED_BUG names, in memory: no file is changed. Without one it does nothing. */
export function seedBug(): Plugin {
  const isSpoilt = (id: string): Bug | undefined => {
    const bug = seeded();
    return bug !== undefined && id === idOf(bug) ? bug : undefined;
  };
  return {
    name: 'seeded-bug',
    enforce: 'pre',
    // vitest keeps what it has built from one run to the next: by that a bug would not be built in, or stay
    configureVitest: ({ defineCacheKeyGenerator }) =>
      defineCacheKeyGenerator(({ id }) => (isSpoilt(id) === undefined ? undefined : false)),
    transform(source, id) {
      const bug = isSpoilt(id);
      return bug === undefined ? undefined : spoilt(bug, source);
    },
  };
}
