import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { PLANNING } from '#core/planning';
import { sources, textOf } from './files.ts';

/** The files that say what is due of an incident or an action item, and when. */
const planning = sources.filter((file) =>
  /^core\/(calendar|planning|time\/[\w-]+|incident\/deadlines|incident\/deadlines\/[\w-]+|incident\/rules\/(?:due|known)|rules\/(?:expand|holds)|incident\/time|incident\/work|incident\/each|item\/reminders|readiness\/readiness|maintenance\/maintenance)\.ts$/.test(
    file,
  ),
);
/** A file's code: other comments and another format are no other plan. */
const codeOf = (file: string): string =>
  textOf(file).replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$|^export const PLANNING = .*$|\s+/gm, '');

test('a change of what is due, or when, counts PLANNING up, so that rows of the release before are planned anew', () => {
  expect(planning.length).toBe(26);
  const code = createHash('sha256').update(planning.map(codeOf).join('\n')).digest('hex').slice(0, 16);
  // another digest than this: count PLANNING up in core/planning.ts, and write both here
  expect({ PLANNING, code }).toEqual({ PLANNING: 9, code: 'da8e0105c7784f2d' });
});
