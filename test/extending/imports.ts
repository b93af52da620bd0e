import { posix } from 'node:path';
import { sources, tests, textOf } from '../house/files.ts';

/** What a file imports of this repository, types and calls of import() too, by the paths of files. */
export const importsOf = (file: string): string[] =>
  [...textOf(file).matchAll(/(?:from|import)\s*\(?\s*'([#.][^']+)'/g)].map(([, specifier = '']) => {
    if (specifier.startsWith('.')) return posix.join(posix.dirname(file), specifier);
    return `${specifier.replace(/^#test\//, 'test/support/').replace(/^#/, '')}.ts`;
  });

const importing = (file: string, unit: string): boolean =>
  importsOf(file).some((imported) => imported.startsWith(unit));

/** The files of the product that import something of a folder (`plugins/channels/slack/`) or a file, from outside of it. */
export const importersOf = (unit: string): string[] =>
  sources.filter((file) => !file.startsWith(unit) && importing(file, unit));

/** The tests that do. */
export const testsOf = (unit: string): string[] =>
  tests.filter((file) => !file.startsWith(unit) && importing(file, unit));
