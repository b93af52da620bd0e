import { afterEach, expect, test } from 'vitest';
import type { Reading } from '#app/ports';
import { http as httpCheck } from '#plugins/checks/http/check';
import { connect } from '#plugins/checks/http/read';
import { json, type WireAnswer } from '#plugins/fakes/wire';
import { type Answering, answering, portsAt } from '../other-side.ts';

let server: Answering | undefined;
afterEach(() => server?.close());
const shop = { kind: 'http', title: 'Health', timeout: '1s', service: 'shop', path: '/health' } as const;

test.each<[string, WireAnswer, number, string]>([
  ['200', json(200, {}), 1, 'answers 200'],
  ['204', { status: 204, headers: {}, body: '' }, 1, 'answers 204'],
  ['503', json(503, {}), 0, 'answers 503'],
  ['404', json(404, {}), 0, 'answers 404'],
  ['a redirect', json(302, {}, { location: '/login' }), 0, 'answers 302'],
])('a health check that meets %s', async (_, answer, value, because) => {
  server = await answering(() => answer);
  const reader = connect(portsAt(server.url, [{ path: ['service'], name: 'shop', of: 'service' }]));
  expect(await reader.read(shop)).toEqual({ value, because });
  expect(server.asked.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /services/shop/health']);
});

test('a base of its own is asked instead of the service', async () => {
  server = await answering(() => json(200, {}));
  const reader = connect(portsAt(server.url, [{ path: ['base'], name: 'edge', of: 'base' }]));
  await reader.read({ ...shop, base: 'edge' });
  expect(server.asked.map(({ path }) => path)).toEqual(['/bases/edge/health']);
});

test('an address that is refused is thrown: nothing was measured', async () => {
  const reader = connect({ ...portsAt('http://127.0.0.1:9'), addressOf: () => 'http://169.254.169.254' });
  await expect(reader.read(shop)).rejects.toThrow(
    'address refused: only https on port 443 goes to hosts that are not allowed by name',
  );
});

const reading = async (answer: WireAnswer, value: string, more: { anyStatus?: true } = {}) => {
  server = await answering(() => answer);
  const reader = connect(portsAt(server.url, [{ path: ['service'], name: 'shop', of: 'service' }]));
  return reader.read({ ...shop, value, ...more });
};
const said = (status: number, text: string): WireAnswer => ({ status, headers: { 'x-queue': '7' }, body: text });
const expected = 'expected a number, a boolean or text';

test.each<[string, WireAnswer, string, Reading]>([
  ['a number', json(200, { rate: 0.25 }), 'body.rate * 100', { value: 25, because: 'reads 25' }],
  ['true', json(200, { status: 'healthy' }), 'body.status = "healthy"', { value: 1, because: 'reads true' }],
  ['false', json(200, { status: 'bad' }), 'body.status = "healthy"', { value: 0, because: 'reads false' }],
  ['a header', said(200, ''), '$number(headers."x-queue")', { value: 7, because: 'reads 7' }],
  ['the status', said(202, ''), 'status', { value: 202, because: 'reads 202' }],
  [
    'text of many lines',
    said(200, 'two\nlines'),
    'body',
    { value: null, text: 'two\nlines', because: 'reads "two lines"' },
  ],
  [
    'nothing',
    json(200, {}),
    'body.rate',
    { value: null, because: `answers 200 with JSON of 2 bytes, in which the expression finds nothing; ${expected}` },
  ],
  [
    'null',
    said(200, 'null'),
    'body',
    { value: null, because: `answers 200 with JSON of 4 bytes, in which the expression finds null; ${expected}` },
  ],
  [
    'a list',
    json(200, [1, 2]),
    'body',
    {
      value: null,
      because: `answers 200 with JSON of 5 bytes, in which the expression finds a list of 2; ${expected}`,
    },
  ],
  [
    'an object',
    json(200, {}),
    'body',
    { value: null, because: `answers 200 with JSON of 2 bytes, in which the expression finds an object; ${expected}` },
  ],
  [
    'what is no number',
    said(200, 'SECRET'),
    '$number(body)',
    {
      value: null,
      because: 'answers 200 with text of 6 bytes, and the expression fails: JSONata D3030 at character 8',
    },
  ],
])('a value that is %s', async (_, answer, value, expectation) => {
  expect(await reading(answer, value)).toEqual(expectation);
});

test('a status that is not 2xx gives no value, unless any is looked into', async () => {
  const down = json(503, { status: 'DOWN' });
  expect(await reading(down, 'body.status')).toEqual({
    value: null,
    because: 'answers 503; `value` is read from 2xx',
  });
  await server?.close();
  expect(await reading(down, 'body.status = "UP"', { anyStatus: true })).toEqual({ value: 0, because: 'reads false' });
  expect(httpCheck.schema.safeParse({ ...shop, anyStatus: true }).error?.issues[0]?.path).toEqual(['anyStatus']);
});

test('an answer that is too long or too deep is not looked into: half of it would say something else', async () => {
  const long = await reading(said(200, `{"rate": 1, "rest": "${'x'.repeat(65_536)}"}`), 'body.rate');
  expect(long).toEqual({
    value: null,
    because: 'answers 200 with more than the 65536 bytes that are read of an answer',
  });
  await server?.close();
  const deep = await reading(said(200, `${'['.repeat(30_000)}${']'.repeat(30_000)}`), '$count(body)');
  expect(deep).toEqual({ value: null, because: 'answers 200 with values more than 64 deep' });
});

test('where a value is wanted, silence is no reading, and not one of 0', async () => {
  await expect(reading({ broken: 'hanging' }, 'body.rate')).rejects.toThrow(/no answer from/);
});
