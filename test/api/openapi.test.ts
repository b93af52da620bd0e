import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { apiOn } from './support.ts';

const file = fileURLToPath(new URL('../../docs/openapi.json', import.meta.url));
const { ask } = apiOn();

test('docs/openapi.json is what the API says of itself (UPDATE=1 writes it anew)', async () => {
  const { json } = await ask('GET /openapi.json', { as: null });
  if (process.env['UPDATE'] === '1')
    writeFileSync(
      file,
      `${JSON.stringify(json, null, 2)}
`,
    );
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(json);
});

test('it is OpenAPI 3.1, every reference leads somewhere, every operation has a name of its own', async () => {
  const { json, text } = await ask('GET /openapi.json', { as: null });
  expect(json.openapi).toBe('3.1.0');
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g))
    expect(json.components.schemas).toHaveProperty(name ?? '');
  const named = Object.values<Record<string, { operationId: string }>>(json.paths).flatMap((methods) =>
    Object.values(methods).map((m) => m.operationId),
  );
  expect(new Set(named).size).toBe(named.length);
  expect(json.paths['/v1/incidents'].post.requestBody.content['application/json'].schema.required).toEqual(['title']);
});

test('/docs lists all operations and loads nothing from elsewhere', async () => {
  const { json } = await ask('GET /openapi.json', { as: null });
  const { text, headers } = await ask('GET /docs', { as: null });
  for (const path of Object.keys(json.paths)) expect(text).toContain(`<code>${path}</code>`);
  expect(text).not.toMatch(/https?:|<script/);
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
});
