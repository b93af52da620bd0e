import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { schemas } from '../../scripts/schemas.ts';
import { small } from '../core/small-playbook.ts';

test.each(Object.entries(schemas()))(
  'schemas/%s.json is what the playbook is parsed with: after a change, node scripts/write-schemas.ts',
  (name, schema) => {
    expect(readFileSync(new URL(`../../schemas/${name}.json`, import.meta.url), 'utf8')).toBe(schema);
  },
);

test('a rule that does nothing is refused by the JSON Schema too', () => {
  const schema = z.fromJSONSchema(JSON.parse(schemas()['playbook'] ?? ''));
  const text = small['playbook.yaml'] ?? '';
  const idle = text.replace('unless: acknowledged, do: { page: primary } }', 'unless: acknowledged }');
  expect(idle).not.toBe(text);
  expect([text, idle].map((one) => schema.safeParse(parse(one)).success)).toEqual([true, false]);
});
