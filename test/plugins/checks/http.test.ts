import { afterEach, expect, test } from 'vitest';
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
