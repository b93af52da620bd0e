import { createSocket, type Socket } from 'node:dgram';
import { afterEach, expect, test } from 'vitest';
import type { Reading } from '#app/ports';
import { byNetwork } from '#plugins/checks/dns/by-network';
import { dns } from '#plugins/checks/dns/check';
import { connect } from '#plugins/checks/dns/read';
import { json, type WireAnswer } from '#plugins/fakes/wire';
import { type Answering, answering, portsAt } from '../other-side.ts';

let server: Answering | undefined;
const sockets: Socket[] = [];
afterEach(async () => {
  await server?.close();
  server = undefined;
  for (const socket of sockets.splice(0)) socket.close();
});
const shop = { kind: 'dns', title: 'Name', timeout: '1s', name: 'www.example.com', base: 'resolver' };
type Entry = Parameters<ReturnType<typeof connect>['read']>[0];
const read = async (answer: WireAnswer, more: object = {}) => {
  server = await answering(() => answer);
  const reader = connect(portsAt(server.url, [{ path: ['base'], name: 'resolver', of: 'base' }]));
  return reader.read(dns.schema.parse({ ...shop, ...more }) as Entry);
};
const said = (Status: number, ...Answer: object[]) => json(200, { Status, Answer });
const a = (data: string, type = 1) => ({ name: 'www.example.com.', type, TTL: 60, data });

test('a resolver is asked by one GET for the JSON of DNS over HTTPS, at whatever path its address has', async () => {
  await read(said(0, a('192.0.2.7')), { type: 'AAAA' });
  expect(server?.asked.map(({ method, path, headers }) => [method, path, headers['accept']])).toEqual([
    ['GET', '/bases/resolver?name=www.example.com&type=AAAA', 'application/dns-json'],
  ]);
});

test.each<[string, WireAnswer, object, Reading]>([
  [
    'an alias on the way',
    said(0, a('edge.example.net.', 5), a('192.0.2.7')),
    {},
    { value: 1, because: 'resolves to 1 address', text: '192.0.2.7' },
  ],
  [
    'an alias alone',
    said(0, a('edge.example.net.', 5)),
    {},
    { value: 0, because: 'does not resolve: no address of the type' },
  ],
  ['no answer at all', json(200, { Status: 0 }), {}, { value: 0, because: 'does not resolve: no address of the type' }],
  ['NXDOMAIN', said(3), { expect: ['192.0.2.7'] }, { value: 0, because: 'does not resolve: no such name' }],
  ['REFUSED', said(5), {}, { value: null, because: 'the resolver cannot tell: REFUSED' }],
  ['a code without a name', said(9), {}, { value: null, because: 'the resolver cannot tell: code 9' }],
  [
    'IPv6 in another spelling',
    said(0, a('2001:db8:0:0::1', 28)),
    { type: 'AAAA', expect: ['2001:DB8::0001'] },
    { value: 1, because: 'resolves to 1 address, as expected', text: '2001:db8:0:0::1' },
  ],
  [
    'an address that nobody expects, beside one that is expected',
    said(0, a('192.0.2.7'), a('198.51.100.9')),
    { expect: ['192.0.2.7'] },
    { value: 0, because: 'resolves to 198.51.100.9, which is not expected', text: '192.0.2.7\n198.51.100.9' },
  ],
])('%s', async (_, answer, more, reading) => {
  expect(await read(answer, more)).toEqual(reading);
});

test('what is no address is not shown', async () => {
  await expect(read(said(0, a('SECRET words')))).rejects.toThrow(/^the resolver answers what cannot be read$/);
});

/** The least of a name server: whatever is asked is answered by this code, with these addresses. */
const nameServer = async (code: number | 'silence', ...addresses: string[]) => {
  const socket = createSocket('udp4');
  sockets.push(socket);
  const asked: string[] = [];
  socket.on('message', (query, from) => {
    const end = query.indexOf(0, 12);
    const labels: string[] = [];
    for (let at = 12; at < end; at += 1 + (query[at] ?? 0))
      labels.push(query.toString('latin1', at + 1, at + 1 + (query[at] ?? 0)));
    asked.push(`${labels.join('.')} ${query.readUInt16BE(end + 1)}`);
    if (code === 'silence') return;
    const header = Buffer.from([
      query[0] ?? 0,
      query[1] ?? 0,
      0x81,
      0x80 | code,
      0,
      1,
      0,
      addresses.length,
      0,
      0,
      0,
      0,
    ]);
    const records = addresses.map((address) =>
      Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address.split('.').map(Number)]),
    );
    socket.send(Buffer.concat([header, query.subarray(12, end + 5), ...records]), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${socket.address().port}`;
  return { resolve: byNetwork([address]), address, asked };
};

test('a name server of the network is asked for the very name, and its addresses are taken', async () => {
  const { resolve, asked } = await nameServer(0, '192.0.2.7', '192.0.2.8');
  expect(await resolve('www.example.com', 'A', 1_000)).toEqual({ addresses: ['192.0.2.7', '192.0.2.8'] });
  expect(asked).toEqual(['www.example.com 1']);
});

test.each<[number, object]>([
  [3, { addresses: [], none: 'no such name' }],
  [0, { addresses: [], none: 'no address of the type' }],
  [2, { cannot: 'SERVFAIL' }],
  [5, { cannot: 'REFUSED' }],
])('a name server that answers with code %i', async (code, answer) => {
  const { resolve } = await nameServer(code);
  expect(await resolve('www.example.com', 'A', 1_000)).toEqual(answer);
});

test('where all are silent they are given up in time, however many there are', async () => {
  const silent = await Promise.all([1, 2, 3, 4].map(() => nameServer('silence')));
  const began = performance.now();
  const resolve = byNetwork(silent.map(({ address }) => address));
  expect(await resolve('www.example.com', 'AAAA', 400)).toEqual({ cannot: 'no answer within 0.4 s' });
  expect(performance.now() - began).toBeLessThan(1_500);
  expect(silent.flatMap(({ asked }) => asked)[0]).toBe('www.example.com 28');
});

test.each([
  ['no whole name', { name: 'www' }, 'name'],
  ['a dot at the end', { name: 'www.example.com.' }, 'name'],
  ['a label of 64', { name: `${'x'.repeat(64)}.example.com` }, 'name'],
  ['an address of the other type', { expect: ['2001:db8::1'] }, 'expect'],
  ['a network', { expect: ['192.0.2.0/24'] }, 'expect'],
  ['a type that is not asked for', { type: 'MX' }, 'type'],
])('%s is refused by the schema', (_, more, field) => {
  expect(dns.schema.safeParse({ ...shop, ...more }).error?.issues[0]?.path).toEqual([field]);
});
