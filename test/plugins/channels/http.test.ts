import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { fetchHttp } from '#adapters/http';
import { NoAnswer, Undeliverable, Unreachable } from '#core/errors';

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});
const portOf = (server: { address(): unknown }): number => {
  const address = server.address();
  if (typeof address === 'object' && address !== null && 'port' in address && typeof address.port === 'number')
    return address.port;
  throw new Error('the server does not listen');
};
const listening = async (listener: RequestListener): Promise<number> => {
  const server: Server = createServer(listener);
  open.push({ close: () => server.closeAllConnections() }, server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return portOf(server);
};
const at = (address: string) => async () => [{ address, family: address.includes(':') ? 6 : 4 }];

const literals = [
  'https://127.0.0.1/',
  'https://127.1/',
  'https://127.0.1/',
  'https://0177.0.0.1/',
  'https://0x7f.0.0.1/',
  'https://0x7f000001/',
  'https://2130706433/',
  'https://017700000001/',
  'https://127.0.0.1./',
  'https://127。0。0。1/',
  'https://①②⑦.0.0.1/',
  'https://0.0.0.0/',
  'https://0/',
  'https://169.254.169.254/latest/meta-data/',
  'https://169.254.170.2/v2/credentials',
  'https://0xa9fea9fe/',
  'https://2852039166/',
  'https://0251.0376.0251.0376/',
  'https://169.254.43518/',
  'https://10.0.0.1/',
  'https://10.1/',
  'https://172.16.0.1/',
  'https://172.31.255.255/',
  'https://192.168.1.1/',
  'https://100.64.0.1/',
  'https://192.0.0.192/',
  'https://192.0.2.1/',
  'https://198.18.0.1/',
  'https://198.51.100.7/',
  'https://203.0.113.7/',
  'https://224.0.0.1/',
  'https://240.0.0.1/',
  'https://255.255.255.255/',
  'https://[::1]/',
  'https://[::]/',
  'https://[0:0:0:0:0:0:0:1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[::ffff:169.254.169.254]/',
  'https://[::ffff:8.8.8.8]/',
  'https://[::127.0.0.1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[64:ff9b::a9fe:a9fe]/',
  'https://[2002:7f00:1::]/',
  'https://[2001:0:7f00:1::]/',
  'https://[2001:db8::1]/',
  'https://[fe80::1]/',
  'https://[fc00::1]/',
  'https://[fd00:ec2::254]/',
  'https://[ff02::1]/',
  'https://[100::1]/',
];
const forms = [
  'http://example.com/',
  'https://example.com:8443/',
  'https://example.com:9001/2018-06-01/runtime/invocation/next',
  'http://127.0.0.1:9001/2018-06-01/runtime/invocation/next',
  'http://169.254.169.254/latest/meta-data/',
  'https://user@example.com/',
  'https://example.com:secret@127.0.0.1/',
  'https://hooks.example.com@169.254.169.254/',
  'ftp://example.com/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:6379/_INFO',
  'data:text/plain,hello',
  'javascript:alert(1)',
  'unix:/var/run/docker.sock',
  '//example.com/',
  'https://',
  'https://exa mple.com/',
  '',
];
const publicName = at('93.184.215.14');

test.each([...literals, ...forms])('refuses %s, and asks nobody', async (url) => {
  const http = fetchHttp({ resolve: publicName, wallTimeoutMs: 50 });
  await expect(http.send({ method: 'GET', url })).rejects.toThrow(Undeliverable);
});

test.each([
  '127.0.0.1',
  '10.0.0.5',
  '172.20.0.1',
  '192.168.0.1',
  '169.254.169.254',
  '0.0.0.0',
  '::1',
  '::ffff:169.254.169.254',
  'fe80::1',
  'fd00:ec2::254',
  '64:ff9b::a9fe:a9fe',
])('refuses a public name that leads to %s', async (address) => {
  const http = fetchHttp({ resolve: at(address), wallTimeoutMs: 50 });
  await expect(http.send({ method: 'GET', url: 'https://hooks.example.com/' })).rejects.toThrow(Undeliverable);
});

test('refuses a name of which one address is inside, whatever the others are', async () => {
  const http = fetchHttp({ resolve: async () => [...(await publicName()), { address: '10.0.0.5', family: 4 }] });
  await expect(http.send({ method: 'GET', url: 'https://hooks.example.com/' })).rejects.toThrow(Undeliverable);
});

test.each([
  [
    'our own name at the metadata address',
    ['grafana.example.com:80'],
    'http://grafana.example.com/',
    '169.254.169.254',
  ],
  [
    'our own name at the metadata address of IPv6',
    ['grafana.example.com'],
    'http://grafana.example.com/',
    'fd00:ec2::254',
  ],
  [
    'our own name at loopback, where the Lambda runtime listens',
    ['grafana.example.com'],
    'http://grafana.example.com:9001/',
    '127.0.0.1',
  ],
  ['our own host at another port', ['127.0.0.1:9999'], 'http://127.0.0.1:9001/', '127.0.0.1'],
])('being allowed by name does not allow %s', async (_what, allowHosts, url, address) => {
  await expect(fetchHttp({ allowHosts, resolve: at(address) }).send({ method: 'GET', url })).rejects.toThrow(
    Undeliverable,
  );
});

test('a name that flips between two lookups is asked once, and what was checked is what is called', async () => {
  const port = await listening((request, response) => response.end(`${request.headers.host} ${request.url}`));
  const answers = ['127.0.0.1', '169.254.169.254'];
  let asked = 0;
  const http = fetchHttp({
    allowHosts: ['flip.localhost'],
    resolve: async () => at(answers[asked++] ?? 'none')(),
  });
  const url = `http://flip.localhost:${port}/a?b=c#d`;
  expect(await http.send({ method: 'GET', url })).toMatchObject({ status: 200, body: `flip.localhost:${port} /a?b=c` });
  expect(asked).toBe(1);
  await expect(http.send({ method: 'GET', url })).rejects.toThrow(Undeliverable);
});

test('sends method, headers and body as they are, and gives headers in lower case', async () => {
  const port = await listening((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part) => (body += part));
    request.on('end', () => {
      response.writeHead(201, {
        'X-Seen': `${request.method} ${String(request.headers['x-key'])}`,
        'Set-Cookie': ['a=1', 'b=2'],
      });
      response.end(body);
    });
  });
  const http = fetchHttp({ allowHosts: [`127.0.0.1:${port}`] });
  const answer = await http.send({
    method: 'PATCH',
    url: `http://127.0.0.1:${port}/`,
    headers: { 'X-Key': 'k' },
    body: 'größe 🔔',
  });
  expect(answer).toMatchObject({
    status: 201,
    body: 'größe 🔔',
    headers: { 'x-seen': 'PATCH k', 'set-cookie': 'a=1, b=2' },
  });
});

test('a redirect is an answer, not a way', async () => {
  let asked = 0;
  const port = await listening((_, response) => {
    asked += 1;
    response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
  });
  const http = fetchHttp({ allowHosts: ['127.0.0.1'] });
  expect(await http.send({ method: 'GET', url: `http://127.0.0.1:${port}/` })).toMatchObject({ status: 302 });
  expect(asked).toBe(1);
});

test('reads no more than it was told to', async () => {
  const port = await listening((_, response) => void response.end('x'.repeat(1_000_000)));
  const http = fetchHttp({ allowHosts: ['127.0.0.1'] });
  expect((await http.send({ method: 'GET', url: `http://127.0.0.1:${port}/` })).body).toHaveLength(65_536);
  const small = fetchHttp({ allowHosts: ['127.0.0.1'], maxBodyBytes: 10 });
  expect((await small.send({ method: 'GET', url: `http://127.0.0.1:${port}/` })).body).toBe('xxxxxxxxxx');
});

test('an answer without an end is read as far as it was told to', async () => {
  const port = await listening((_, response) => {
    const flood = setInterval(() => response.write('x'.repeat(1_000)), 1);
    response.on('close', () => clearInterval(flood));
  });
  const http = fetchHttp({ allowHosts: ['127.0.0.1'], maxBodyBytes: 2_000 });
  const answer = await http.send({ method: 'GET', url: `http://127.0.0.1:${port}/`, timeoutMs: 500 });
  expect(answer.body).toHaveLength(2_000);
});

test('what fails before the request was written is Unreachable', async () => {
  const port = await listening(() => {});
  for (const one of open.splice(0)) one.close();
  const http = fetchHttp({
    allowHosts: ['127.0.0.1', 'gone.localhost'],
    wallTimeoutMs: 200,
    resolve: () => Promise.reject(new Error('NXDOMAIN')),
  });
  await expect(http.send({ method: 'GET', url: `http://127.0.0.1:${port}/` })).rejects.toThrow(Unreachable);
  await expect(http.send({ method: 'GET', url: 'http://gone.localhost/' })).rejects.toThrow(Unreachable);
  const never = fetchHttp({ wallTimeoutMs: 20, resolve: () => new Promise(() => {}) });
  await expect(never.send({ method: 'GET', url: 'https://example.com/' })).rejects.toThrow(Unreachable);
});

test('a failed TLS handshake is Unreachable', async () => {
  const port = await listening((_, response) => void response.end());
  const http = fetchHttp({ allowHosts: ['127.0.0.1'] });
  await expect(http.send({ method: 'POST', url: `https://127.0.0.1:${port}/`, body: 'x' })).rejects.toThrow(
    Unreachable,
  );
});

test.each<[string, RequestListener]>([
  ['a reset after the request', (request) => request.socket.resetAndDestroy()],
  ['silence', () => {}],
  [
    'an answer that breaks off',
    (request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => request.socket.destroy());
    },
  ],
  [
    'an answer that drips',
    (_, response) => {
      const drip = setInterval(() => response.write('.'), 5);
      response.on('close', () => clearInterval(drip));
    },
  ],
])('%s is NoAnswer', async (_what, listener) => {
  const port = await listening(listener);
  const http = fetchHttp({ allowHosts: ['127.0.0.1'] });
  await expect(
    http.send({ method: 'POST', url: `http://127.0.0.1:${port}/`, body: 'x', timeoutMs: 60 }),
  ).rejects.toThrow(NoAnswer);
});

test('what is no HTTP at all is NoAnswer, and its words are not repeated', async () => {
  const server = createSocketServer((socket) => void socket.end('SECRET banner\r\n'));
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const http = fetchHttp({ allowHosts: ['127.0.0.1'] });
  const error = await http
    .send({ method: 'GET', url: `http://127.0.0.1:${portOf(server)}/` })
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(NoAnswer);
  expect(String(error)).not.toMatch(/SECRET/);
});

test('a header that would break the line is refused', async () => {
  const http = fetchHttp({ allowHosts: ['127.0.0.1'] });
  const request = {
    method: 'GET' as const,
    url: 'http://127.0.0.1:1/',
    headers: { authorization: 'Bearer a\r\nx: y' },
  };
  await expect(http.send(request)).rejects.toThrow(Undeliverable);
});
