import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { needs, titles } from './needs.ts';

const home = new URL('../../', import.meta.url);
const textOf = (file: string): string => readFileSync(new URL(file, home), 'utf8');

test.each(Object.entries(needs))(
  '%s: what says a need stands in the playbook, and the file of its test is there',
  (folder, all) => {
    const wrong = all.flatMap(({ file, path, value, test: of, name }) => {
      const document = parseDocument(textOf(`playbooks/${folder}/${file}`));
      const keys = path.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
      const is = JSON.stringify(document.getIn(keys));
      return [
        // what is reversed may be that nothing stands there
        ...(keys.length > 1 && !document.hasIn(keys.slice(0, -1)) ? [`${file} has no ${path}`] : []),
        ...(is !== undefined && is === JSON.stringify(value) ? [`${path} is ${is} already`] : []),
        ...(existsSync(new URL(of, home)) ? [] : [`${of} is not there: ${name}`]),
      ];
    });
    expect(wrong).toEqual([]);
  },
);

test('docs/needs.md is what they are: after a change, npm run test:long -- --needs --write', async () => {
  const { pageOfNeeds } = await import('../long/needs.ts');
  const rows = (page: string): string[] =>
    page.split('\n').flatMap((line) => (/^\| +\d+ /.test(line) ? [line.replaceAll(/ +/g, ' ')] : []));
  expect(rows(textOf('docs/needs.md'))).toEqual(rows(pageOfNeeds('')));
});

test('there are 45 of them', () => {
  expect(titles.length).toBe(45);
});
