import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { documentOf } from '#app/api/document';
import { roles } from '#app/api/roles';
import { registry } from '#app/operations/registry';
import { programOf } from '#cli/program';
import { api } from '#lambdas/api/app';
import { gateway } from '#lambdas/api/gateway';
import { simulate } from '#simulator/simulate';
import { gatewayServer } from '#test/gateway';
import { apiOn, claimsOf, tracktion, wrongIn } from '../api/support.ts';
import { handOver } from './operation/hand-over.ts';

const operations = [...registry, handOver];
const path = '/v1/incidents/{id}/hand-over';
const body = { role: 'IC', to: 'bob', reason: 'my shift ends' };

test('the API takes it once for a key, refuses what is wrong or makes no sense, and the timeline has it', async () => {
  const { ask, declared, world } = apiOn({ operations });
  const id = await declared();
  const line = `POST /v1/incidents/${id}/hand-over`;
  const wrong = await ask(line, { body: { role: 'dancer', to: 'nobody' } });
  expect([wrong.status, wrongIn(wrong.json)]).toEqual([400, ['reason', 'role', 'to']]);
  const headers = { 'idempotency-key': 'first' };
  for (const _ of ['first', 'again']) {
    const done = await ask(line, { body, headers });
    expect([done.status, done.json.roles]).toEqual([200, { IC: 'bob' }]);
  }
  const already = await ask(line, { body });
  expect([already.status, already.json.detail]).toEqual([409, 'bob has the role IC already']);
  expect((await ask(line.replace(id, 'INC-none'), { body })).status).toBe(404);
  const lines = await world.timeline(id);
  expect(lines.slice(-3, -1).map(({ because }) => because)).toEqual([
    'IC handed over to bob: my shift ends',
    'assigned by alice',
  ]);
});

test.each([
  ['viewer', 403],
  ['responder', 403],
  ['commander', 404],
  ['admin', 404],
  [null, 401],
])('its role decides who may: %s gets %i', async (as, status) => {
  const { ask } = apiOn({ operations });
  expect((await ask(path.replace('{id}', 'INC-none').replace(/^/, 'POST '), { as, body })).status).toBe(status);
});

test('the OpenAPI document and the docs page have it, and nothing else has changed', async () => {
  const { ask } = apiOn({ operations });
  const { json } = await ask('GET /openapi.json', { as: null });
  const before = documentOf(registry) as { paths: object };
  expect(Object.keys(json.paths).filter((one) => !Object.keys(before.paths).includes(one))).toEqual([path]);
  const { operationId, parameters, requestBody, responses, 'x-least-role': least } = json.paths[path].post;
  expect({ operationId, least, statuses: Object.keys(responses) }).toEqual({
    operationId: 'handOver',
    least: 'commander',
    statuses: ['200', '400', '401', '403', '404', '409', '412', '413', '422', '429', '500', '503'],
  });
  expect(parameters.map(({ name }: { name: string }) => name)).toEqual(['id', 'Idempotency-Key', 'If-Match']);
  expect(requestBody.content['application/json'].schema).toMatchObject({ required: ['role', 'to', 'reason'] });
  const page = (await ask('GET /docs', { as: null })).text;
  expect(page).toContain(`<code>${path}</code><td>commander<td>${handOver.summary}<td><code>tocsin hand-over</code>`);
});

test('the command line has a verb for it', async () => {
  const { world, declared } = apiOn();
  const id = await declared();
  const server = await gatewayServer({
    serve: gateway(api(world.ports, operations)),
    verify: (token) => (roles.some((role) => role === token) ? claimsOf(token, 'ana') : undefined),
    open: [],
    after: () => world.clock.settle(),
  });
  try {
    const written: string[] = [];
    const program = programOf(operations, (text) => written.push(text));
    const said = ['hand-over', id, 'IC', 'bob', '--reason', 'my shift ends'];
    const where = ['--api-url', server.url, '--token', 'commander', '--output', 'json'];
    await program.parseAsync(['node', 'tocsin', ...said, ...where]);
    expect(JSON.parse(written.join(''))).toMatchObject({ id, roles: { IC: 'bob' } });
  } finally {
    await server.close();
  }
});

test('a script of `simulate` may use its word', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'tocsin-operation-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const [signalFile, scriptFile] = [join(dir, 'signal.json'), join(dir, 'script.yaml')];
  writeFileSync(signalFile, '{"source":"manual","title":"Uploads fail","severity":"P1"}');
  writeFileSync(scriptFile, '- { after: 5m, do: hand-over, by: ana, role: IC, to: bob, reason: my shift ends }\n');
  const at = new Date('2026-03-11T14:02:00Z');
  const given = { ...tracktion, at, until: '10m', signalFile, scriptFile };
  const { timeline } = await simulate({ ...given, operations });
  expect(timeline.filter(({ kind }) => kind === 'role')).toMatchObject([
    { at: '2026-03-11T14:07:00.000Z', to: 'IC/bob', because: 'assigned by ana' },
  ]);
  await expect(simulate(given)).rejects.toThrow(/script\.yaml:1:\d+: do: is not one of acknowledge, /);
});
