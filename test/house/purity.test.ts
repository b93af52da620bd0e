import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { files, textOf } from './files.ts';

const core = files.filter((file) => file.startsWith('core/') && file.endsWith('.ts'));
const packages = ['zod', 'temporal-polyfill', 'liquidjs', 'yaml'];

/** What a file imports, types too: statements and calls of import(). */
const importsOf = (file: string): string[] =>
  [...textOf(file).matchAll(/(?<!')(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, specifier = '']) => specifier);

const staysInside = (file: string, specifier: string): boolean =>
  specifier.startsWith('.')
    ? posix.join(posix.dirname(file), specifier).startsWith('core/')
    : specifier.startsWith('#core/') || packages.includes(specifier);

test('core/ imports itself and four packages: no port, adapter, plugin or module of Node', () => {
  const imports = core.flatMap((file) => importsOf(file).map((specifier) => ({ file, specifier })));
  expect(imports.filter(({ file, specifier }) => !staysInside(file, specifier))).toEqual([]);
  // read at all: two files of three import something of core/
  expect(new Set(imports.map(({ file }) => file)).size).toBeGreaterThan((core.length * 2) / 3);
});

test.each([
  ['core/incident/turn.ts', '#app/ports'],
  ['core/incident/turn.ts', 'node:crypto'],
  ['core/incident/turn.ts', '../../app/ports.ts'],
  ['core/incident/turn.ts', '@aws-sdk/client-sqs'],
])('%s may not import %s', (file, specifier) => {
  expect(staysInside(file, specifier)).toBe(false);
});
