import { expect, test } from 'vitest';
import * as errors from '#core/errors';
import { tries } from '#lib/tries';
import { commentsOf, files, linesOf, prose, sources, textOf } from './files.ts';

const isThere = (path: string) => files.some((file) => file === path || file.startsWith(`${path.replace(/\/$/, '')}/`));
const top = new Set(files.map((file) => file.split('/')[0]));
/** What is made while it runs or when the package is built, and so is in no clone. */
const made = /^(\.local|node_modules|dist)\//;

/** Paths of this repository that a text names in backticks; `<…>` and `*` stand for something else. */
const pathsIn = (text: string): string[] =>
  [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)*\/?)`/g)].flatMap(([, path = '']) =>
    path.includes('/') && top.has(path.split('/')[0] ?? '') && !made.test(path) ? [path] : [],
  );

test('every path that a document or comment names exists', () => {
  const inProse = prose.flatMap((file) =>
    linesOf(file).map((text, n): [string, number, string] => [file, n + 1, text]),
  );
  const inComments = [...sources, ...files.filter((file) => /^test\/.*\.ts$/.test(file))].flatMap((file) =>
    commentsOf(file).map(([line, text]): [string, number, string] => [file, line, text]),
  );
  const named = [...inProse, ...inComments].flatMap(([file, line, text]) =>
    pathsIn(text).map((path) => ({ at: `${file}:${line}`, path })),
  );
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter(({ path }) => !isThere(path))).toEqual([]);
});

test('every link of a document leads to a file', () => {
  const links = prose.flatMap((file) =>
    [...textOf(file).matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, to = '']) => ({ file, to })),
  );
  const wrong = links.filter(({ file, to }) => {
    const path = new URL(to, `file:///${file}`).pathname.slice(1);
    return !to.startsWith('https://') && !isThere(path);
  });
  expect(links.length).toBeGreaterThan(5);
  expect(wrong).toEqual([]);
});

/** What core/errors.ts exports besides is no class. */
const errorClasses = Object.entries(errors).flatMap(([name, value]) =>
  value.prototype instanceof Error ? [name] : [],
);

test('every error class of the core is thrown by the product', () => {
  const product = sources.filter((file) => /^(core|app|plugins|adapters|lambdas|lib)\//.test(file)).map(textOf);
  const names = errorClasses;
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !product.some((text) => new RegExp(`\\bnew ${name}\\(`).test(text)))).toEqual([]);
});

test('every error class is thrown somewhere', () => {
  const code = sources.map(textOf);
  const classes = code.flatMap((text) =>
    [...text.matchAll(/class (\w+) extends (?:\w*Error|Refusal)\b/g)].map(([, name]) => name ?? ''),
  );
  expect(classes.length).toBeGreaterThan(errorClasses.length);
  expect(classes.filter((name) => !code.some((text) => new RegExp(`\\bnew ${name}\\(`).test(text)))).toEqual([]);
});

test('every error that a state machine catches or retries is one of ours or of Step Functions', () => {
  const named = files
    .filter((file) => file.endsWith('.asl.json'))
    .flatMap((file) => [...textOf(file).matchAll(/"ErrorEquals":\s*\[([^\]]*)\]/g)])
    .flatMap(([, list = '']) => [...list.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name));
  const known = (name: string) => /^(States|StepFunctions)\./.test(name) || Object.hasOwn(errors, name);
  expect(named.length).toBeGreaterThan(20);
  expect([...new Set(named)].filter((name) => !known(name))).toEqual([]);
});

test('the runbook says how often each queue delivers a message', () => {
  const said = [...textOf('docs/runbook.md').matchAll(/^\| `dead-letters-(\w+)` *\| *(\d+) \|/gm)];
  expect(Object.fromEntries(said.map(([, queue, times]) => [queue, Number(times)]))).toEqual(tries);
});

test('the runbook has a line for each alarm of Tocsin itself', () => {
  const alarms = [...textOf('lib/watch.ts').matchAll(/this\.alarm\(\s*[`'](?!dead-letters)([\w-]+)[`']/g)].map(
    ([, name]) => name,
  );
  const said = [...textOf('docs/runbook.md').matchAll(/^\| `(?!dead-letters)([\w-]+)`/gm)].map(([, name]) => name);
  expect(said).toEqual(alarms);
});
