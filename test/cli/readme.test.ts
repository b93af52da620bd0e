import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { tocsinHere } from './support.ts';

const home = new URL('../../', import.meta.url);
const blocks = [...readFileSync(new URL('README.md', home), 'utf8').matchAll(/^```\n([^`]*)^```/gm)];
const commands = blocks.flatMap(([, block = '']) => block.split('\n')).filter((line) => /^(npm|npx) /.test(line));
const words = (line: string) => line.replace(/ +#.*/, '').split(' ');

test.each(commands.filter((line) => line.startsWith('npx tocsin') && !line.includes('while npm start runs')))(
  '%s works as it stands in the README',
  async (line) => {
    const { code, out, err } = await tocsinHere(words(line).slice(2));
    expect([code, err]).toEqual([0, '']);
    expect(out.split('\n').length).toBeGreaterThan(5);
  },
);

test('the README has four commands to try at once, two for later, and names scripts that are there', () => {
  const { scripts } = JSON.parse(readFileSync(new URL('package.json', home), 'utf8'));
  const of = (word: string) => commands.filter((line) => line.startsWith(word)).map((line) => words(line)[1] ?? '');
  expect(commands.filter((line) => line.startsWith('npx tocsin')).map((line) => words(line)[2])).toEqual([
    'validate',
    'simulate',
    'who',
    'doctor',
    'list',
    'test-page',
  ]);
  expect(of('npm ')).toEqual(['start', 'test']);
  expect(of('npm ').filter((script) => !(script in scripts))).toEqual([]);
});
