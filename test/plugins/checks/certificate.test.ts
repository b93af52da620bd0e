import { createServer as createPlainServer, type Server } from 'node:net';
import { createServer } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { tlsLook } from '#adapters/tls';
import { Undeliverable, Unreachable } from '#core/errors';
import { handshakes } from '#plugins/access/handshake';
import { certificate } from '#plugins/checks/certificate/check';
import { readings } from '#plugins/checks/readings';
import { authority } from '#test/certificates';
import { portsAt } from '../other-side.ts';

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});
const listening = async (server: Server): Promise<number> => {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};
/** A host with such a certificate, which remembers whether anything was said to it. */
const host = async (issued: { cert: string; key: string }) => {
  const heard: string[] = [];
  const server = createServer(issued, (socket) => {
    socket.on('data', (data) => heard.push(String(data)));
    socket.on('error', () => {});
  });
  server.on('tlsClientError', () => {});
  return { port: await listening(server), heard };
};
const own = authority();
const day = 86_400_000;
const issued = (days: number, hosts = ['127.0.0.1']) =>
  own.issue({
    name: 'shop',
    hosts,
    from: new Date(Date.now() - 400 * day),
    until: new Date(Math.floor(Date.now() / 1000) * 1000 + days * day),
  });

const certificates: Record<string, string> = { 'certificates/own.pem': own.cert };
const entry = { kind: 'certificate', title: 'Certificate', service: 'shop', timeout: '2s', ca: 'certificates/own.pem' };
const reading = async (address: string, changes: object = {}, clock = () => new Date()) => {
  const hosts = [new URL(address).host];
  const handshake = handshakes({
    tls: tlsLook({ allowHosts: hosts }),
    certificateOf: (file) => certificates[file],
  });
  const ports = { ...portsAt('http://127.0.0.1:9'), handshake, addressOf: () => address, wallClock: clock };
  const { cure: _, ...read } = await readings([certificate], ports).read({ ...entry, ...changes });
  return read;
};

test('of a real handshake the days are read, against the clock, and nothing is said over it', async () => {
  const { port, heard } = await host(issued(20));
  const said = await reading(`https://127.0.0.1:${port}/path?x=1`, {}, () => new Date(Date.now() + 1_000));
  expect(said).toEqual({
    value: 19,
    because: expect.stringMatching(/^expires in 19 days, at \d{4}-\d\d-\d\dT[\d:]{8}Z$/),
  });
  expect((await reading(`https://127.0.0.1:${port}`, {}, () => new Date(Date.now() + 18.5 * day))).because).toMatch(
    /^expires in 1 day, at /,
  );
  expect(heard).toEqual([]);
});

test('one that has expired reads 0, whatever its day was', async () => {
  const { port } = await host(issued(-3));
  expect(await reading(`https://127.0.0.1:${port}`)).toEqual({
    value: 0,
    because: 'a certificate that it shows has expired',
  });
});

test.each<[string, number[], object, string]>([
  [
    'of an authority that nobody knows',
    [20],
    { ca: undefined },
    'no public authority signed it; name its CA with `ca`',
  ],
  ['for another name', [20], {}, 'it is not for 127.0.0.1'],
])('one %s is no reading: its days would say nothing', async (_, [days = 0], changes, why) => {
  const { port } = await host(issued(days, 'ca' in changes ? ['127.0.0.1'] : ['other.example.com']));
  expect(await reading(`https://127.0.0.1:${port}`, changes)).toEqual({
    value: null,
    because: `the certificate of 127.0.0.1:${port} is not trusted: ${why}`,
  });
});

test('a certificate file that the deployment does not have is named', async () => {
  expect(await reading('https://127.0.0.1:9', { ca: 'certificates/gone.pem' })).toEqual({
    value: null,
    because: 'no certificate is deployed as certificates/gone.pem',
  });
});

test('what speaks no TLS, says nothing, or hangs up is no reading, and its words are not repeated', async () => {
  const plain = await listening(createPlainServer((socket) => void socket.end('SECRET banner\r\n')));
  expect(await reading(`https://127.0.0.1:${plain}`)).toEqual({
    value: null,
    because: `127.0.0.1:${plain} does not speak TLS as expected (ERR_SSL_WRONG_VERSION_NUMBER)`,
  });
  const silent = await listening(createPlainServer(() => {}));
  expect(await reading(`https://127.0.0.1:${silent}`, { timeout: '1s' })).toEqual({
    value: null,
    because: `no answer from 127.0.0.1:${silent} within 1 s`,
  });
  const gone = await listening(createPlainServer((socket) => void socket.end()));
  expect((await reading(`https://127.0.0.1:${gone}`)).value).toBeNull();
});

test('an address without TLS has no certificate', async () => {
  expect(await reading('http://127.0.0.1:9')).toEqual({
    value: null,
    because: 'the address of shop is not https: its host shows no certificate',
  });
});

test('the next address of a name is tried where one cannot be reached', async () => {
  const { port } = await host(issued(20, ['shop.example.com']));
  const look = tlsLook({
    allowHosts: [`shop.example.com:${port}`],
    allowPrivate: true,
    resolve: async () => [
      { address: '127.0.0.2', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ],
  }).look({ url: `https://shop.example.com:${port}`, ca: own.cert });
  expect(await look).toEqual({ validTo: expect.stringMatching(/Z$/) });
});

test.each([
  ['https://169.254.169.254', '169.254.169.254'],
  ['https://metadata.example.com', '169.254.169.254'],
  ['https://internal.example.com', '10.0.0.5'],
  ['https://shop.example.com:8443', '93.184.216.34'],
])('%s is refused as it is for HTTP: nothing is connected', async (url, address) => {
  const tls = tlsLook({ resolve: async () => [{ address, family: 4 }] });
  await expect(tls.look({ url })).rejects.toThrow(Undeliverable);
});

test('an address of our own without TLS is refused: a handshake there would be words that it cannot read', async () => {
  const heard: string[] = [];
  const port = await listening(createPlainServer((socket) => socket.on('data', (data) => heard.push(String(data)))));
  const tls = tlsLook({ allowHosts: [`127.0.0.1:${port}`] });
  await expect(tls.look({ url: `http://127.0.0.1:${port}`, timeoutMs: 500 })).rejects.toThrow(Undeliverable);
  expect(heard).toEqual([]);
});

test('a name that does not resolve cannot be reached', async () => {
  const tls = tlsLook({
    resolve: async () => {
      throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    },
  });
  await expect(tls.look({ url: 'https://gone.example.com' })).rejects.toThrow(Unreachable);
});

test('a host is named once: by a service or by a base', () => {
  const paths = (changes: object) =>
    certificate.schema.safeParse({ ...entry, ...changes }).error?.issues.map(({ path }) => path);
  expect(paths({ base: 'edge' })).toEqual([['service']]);
  expect(paths({ service: undefined })).toEqual([['service']]);
  expect(paths({ service: undefined, base: 'edge' })).toBeUndefined();
});
