import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { schemas } from '../../scripts/schemas.ts';

test.each(Object.entries(schemas()))(
  'schemas/%s.json is what the playbook is parsed with: after a change, node scripts/write-schemas.ts',
  (name, schema) => {
    expect(readFileSync(new URL(`../../schemas/${name}.json`, import.meta.url), 'utf8')).toBe(schema);
  },
);
