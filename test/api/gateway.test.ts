import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { api } from '#lambdas/api/app';
import { gateway } from '#lambdas/api/gateway';
import { apiOn, claimsOf } from './support.ts';

interface Answer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}
const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`../fixtures/http/${name}.json`, import.meta.url), 'utf8'));

/** The function as API Gateway calls it, with a caller who has a role. */
function functionOn() {
  const { world, declared } = apiOn();
  const serve = gateway(api(world.ports));
  const call = async (event: { requestContext: object }, role: string | null = 'admin'): Promise<Answer> => {
    const authorizer = role === null ? {} : { authorizer: { jwt: { claims: claimsOf(role), scopes: null } } };
    return (await serve({ ...event, requestContext: { ...event.requestContext, ...authorizer } })) as Answer;
  };
  const ask = (line: string, more: object = {}, role?: string | null) => {
    const method = line.slice(0, line.indexOf(' '));
    const rawPath = line.slice(method.length + 1);
    const requestContext = { domainName: 'x_y.test', http: { method, path: rawPath } };
    return call({ version: '2.0', rawPath, rawQueryString: '', headers: {}, requestContext, ...more } as never, role);
  };
  return { world, declared, call, ask };
}

test('it answers an event with the role of its claims; a body may be base64', async () => {
  const { ask } = functionOn();
  const body = {
    body: Buffer.from(JSON.stringify({ title: 'Uploads fail' })).toString('base64'),
    isBase64Encoded: true,
  };
  expect(await ask('POST /v1/incidents', body, 'viewer')).toMatchObject({ statusCode: 403 });
  expect(await ask('POST /v1/incidents', body, null)).toMatchObject({ statusCode: 401 });
  expect(await ask('POST /v1/incidents', body, 'responder')).toMatchObject({ statusCode: 201, isBase64Encoded: false });
});

test('a decoded path is a path: what was %3F or %23 is no query and no fragment', async () => {
  const { call, ask, declared } = functionOn();
  const id = await declared();
  expect(await ask(`GET /v1/incidents/${id}`)).toMatchObject({ statusCode: 200 });
  for (const path of [`${id}?x`, `${id}#x`, `${id}%3Fx`, `${id} `, `${id}%00`, `${id}\ud800`, `${id}\n`])
    expect([path, (await ask(`GET /v1/incidents/${path}`)).statusCode]).toEqual([path, 404]);
  const event = fixture('path-decoded-question-mark');
  const asked = { ...event, rawPath: event.rawPath.replace('INC-7', id) };
  expect(await call(asked)).toMatchObject({ statusCode: 404 });
});

test.each([
  '/v1/incidents/../incidents',
  '/v1/./incidents',
  '/v1//incidents',
  '//v1/incidents',
  '/v1/incidents/',
  '/health/../v1/incidents',
  '/v1/incidents/..',
  '/..',
])('the path %s is found nowhere, with any token', async (path) => {
  const { ask } = functionOn();
  for (const role of ['admin', null]) {
    const { statusCode, headers } = await ask(`GET ${path}`, {}, role);
    expect([statusCode, headers['content-type']]).toEqual([404, 'application/problem+json']);
  }
});

test('a slash that was encoded reaches no route of another authorization', async () => {
  const { call } = functionOn();
  expect(await call(fixture('path-decoded-slash'))).toMatchObject({ statusCode: 404 });
  expect(await call(fixture('path-decoded-slash'), null)).toMatchObject({ statusCode: 404 });
});

test('a preflight is refused without a word about other origins', async () => {
  const { call } = functionOn();
  const { statusCode, headers } = await call(fixture('options-preflight'), null);
  expect(statusCode).toBe(401);
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test('a body that begins with a byte order mark is the JSON after it', async () => {
  const { call, ask } = functionOn();
  const { body } = fixture('json-with-bom');
  expect(body.codePointAt(0)).toBe(0xfeff);
  const declared = await ask('POST /v1/incidents', { body: `\ufeff${JSON.stringify({ title: 'Uploads fail' })}` });
  expect([declared.statusCode, JSON.parse(declared.body).title]).toEqual([201, 'Uploads fail']);
  expect(await call(fixture('json-with-bom'))).toMatchObject({ statusCode: 404 });
});

test.each([
  ['TRACE /health', 405],
  ['TRACE /v1/incidents', 405],
  ['DELETE /v1/incidents', 405],
  ['HEAD /health', 200],
])('%s is answered with %s', async (line, status) => {
  const { ask } = functionOn();
  const { statusCode, headers } = await ask(line);
  expect([statusCode, headers['allow'] !== undefined]).toEqual([status, status === 405]);
});

test('a body of a request that only reads is left alone', async () => {
  const { ask } = functionOn();
  expect(await ask('GET /v1/incidents', { body: '{"title":"x"}' })).toMatchObject({ statusCode: 200 });
});

test('an empty header is none', async () => {
  const { ask } = functionOn();
  const headers = { 'idempotency-key': '', 'if-match': '' };
  const declared = await ask('POST /v1/incidents', { headers, body: '{"title":"Uploads fail"}' });
  expect(declared.statusCode).toBe(201);
  const { id } = JSON.parse(declared.body);
  expect(await ask(`POST /v1/incidents/${id}/acknowledge`, { headers, body: '{}' })).toMatchObject({ statusCode: 200 });
});
