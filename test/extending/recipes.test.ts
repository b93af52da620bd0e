import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { files, linesOf, sources, textOf } from '../house/files.ts';
import { importersOf, importsOf, testsOf } from './imports.ts';
import { recipes } from './recipes.ts';

const unique = (all: string[]) => [...new Set(all)].sort();

/** What ships of one kind: folders of plugins, else files. */
function unitsOf(home: string, unit: 'folder' | 'file', registry: string): string[] {
  const inside = sources.filter((file) => file.startsWith(home) && file !== registry);
  if (unit === 'file') return inside;
  return unique(inside.flatMap((file) => /^[^/]+\/[^/]+\/[^/]+\//.exec(file) ?? []));
}

/** Who may name one of those that ship, besides its registry. */
const besides: Record<string, string[]> = {
  // a file of `simulate --signal` may hold a declaration: it is read by the operation's own schema
  'app/operations/declare.ts': ['simulator/signal-file.ts'],
  // `tocsin rules` writes what the tool of this source watches by
  'plugins/sources/alertmanager/': ['cli/offline.ts'],
};

describe.each(recipes)('a $task', ({ sample, home, unit, registry }) => {
  test('is named in its registry and nowhere else in the product, each of those that ship', () => {
    const units = unitsOf(home, unit, registry);
    expect(units.length).toBeGreaterThan(0);
    expect(units.map((one) => [one, importersOf(one)])).toEqual(
      units.map((one) => [one, [registry, ...(besides[one] ?? [])].sort()]),
    );
    const entries = importsOf(registry).filter((file) => units.some((one) => file.startsWith(one)));
    expect(entries).toHaveLength(units.length);
  });

  test('is added by its folder alone: the product does not know the sample, nor the sample other tests', () => {
    const own = files.filter((file) => file.startsWith(sample));
    expect(own.length).toBeGreaterThan(0);
    expect(importersOf(sample)).toEqual([]);
    expect(testsOf(sample).every((file) => /^test\/extending\/[a-z.]+\.test\.ts$/.test(file))).toBe(true);
    expect(own.flatMap(importsOf).filter((file) => file.startsWith('test/') && !file.startsWith(sample))).toEqual([]);
  });
});

const document = fileURLToPath(new URL('../../docs/extending.md', import.meta.url));
const [from, to] = ['<!-- counted by test/extending/recipes.test.ts -->', '<!-- end -->'];

function table(): string {
  const rows = recipes.map(({ task, sample, home, unit, registry, generated, tests }) => {
    const written = files.filter((file) => file.startsWith(sample));
    const lines = written.map((file) => linesOf(file).length).reduce((a, b) => a + b, 0);
    const place = unit === 'folder' ? `\`${home}<name>/\`` : `\`${home}<name>.ts\``;
    const count = `${written.length} ${written.length === 1 ? 'file' : 'files'}, ${lines} lines`;
    return `| ${task} | ${place}: ${count} | 1 entry in \`${registry}\` | ${generated} | ${tests} |`;
  });
  return ['| task | written | registered | generated | tests |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}

/** A table without the padding that a formatter gives its cells. */
const plain = (text: string) => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---').trim();

test('docs/extending.md has the counted table (UPDATE=1 writes it anew)', () => {
  const text = readFileSync(document, 'utf8');
  const [before = '', rest = ''] = text.split(from);
  const [, after = ''] = rest.split(to);
  if (process.env['UPDATE'] === '1') writeFileSync(document, `${before}${from}\n\n${table()}\n\n${to}${after}`);
  const [, written = ''] = readFileSync(document, 'utf8').split(from);
  expect(plain(written.split(to)[0] ?? '')).toBe(plain(table()));
});

/** Blocks of code whose first line is `// <file>`. */
const shown = [...readFileSync(document, 'utf8').matchAll(/^```ts\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)].map(
  ([, file = '', code = '']) => ({ file, code }),
);

/** What stands between two omissions. */
const piecesOf = (code: string): string[][] =>
  code
    .trimEnd()
    .split(/^ *\/\/ …\n/m)
    .map((piece) => piece.trimEnd().split('\n'));

test.each(shown)(
  'what docs/extending.md shows of $file stands there, and says where it leaves out',
  ({ file, code }) => {
    const lines = textOf(file).split('\n');
    let at = 0;
    const missing = piecesOf(code).filter((piece) => {
      const found = lines.findIndex((_, n) => n >= at && piece.every((line, m) => lines[n + m] === line));
      if (found >= 0) at = found + piece.length;
      return found < 0;
    });
    expect(missing).toEqual([]);
  },
);

test('it shows the record of every sample', () => {
  const records = recipes.map(({ sample }) => sample);
  expect(records.filter((sample) => !shown.some(({ file }) => file.startsWith(sample)))).toEqual([]);
});
