import { readFileSync } from 'node:fs';
import { request as ask, createServer, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { type Loopback, loopbackOn, type Returned } from '#cli/sign-in/loopback';
import { freePorts } from './ports.ts';

const open: (Server | Loopback)[] = [];
afterEach(() => open.splice(0).forEach((one) => one.close()));

const occupied = (port: number, host: string): Promise<Server> =>
  new Promise((up) => {
    const server = createServer().listen(port, host, () => up(server));
    open.push(server);
  });
const on = async (ports: readonly number[]) => {
  const loopback = await loopbackOn(ports);
  open.push(loopback);
  return loopback;
};
const get = (path: string, port: number, { host = `localhost:${port}`, address = '127.0.0.1', method = 'GET' } = {}) =>
  new Promise<[number | undefined, string]>((done, fail) => {
    const sent = ask({ host: address, port, path, method, headers: { host } }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += String(chunk);
      });
      response.on('end', () => done([response.statusCode, text]));
    });
    sent.on('error', fail).end();
  });

/** A sign-in with the state RIGHT: what was exchanged, and how it ended. */
async function begun() {
  const [port = 0] = await freePorts(1);
  const loopback = await on([port]);
  const taken: Returned[] = [];
  const ended: Returned[] = [];
  const end = loopback.wait('RIGHT', async (returned) => {
    taken.push(returned);
    return returned;
  });
  void end.then((returned) => ended.push(returned));
  return { port, taken, ended, end };
}

const answers: { GET: string; expect: string; again?: boolean; host?: string }[] = JSON.parse(
  readFileSync(new URL('../fixtures/tokens/authorize-answers.json', import.meta.url), 'utf8'),
);
test.each(answers)('$GET (again: $again, host: $host): $expect', async ({ GET: path, host, again = false }) => {
  const { port, taken, ended, end } = await begun();
  const isRight = path.includes('state=RIGHT') && host === undefined;
  const both = await Promise.all([get(path, port, { ...(host && { host }) }), ...(again ? [get(path, port)] : [])]);
  if (!isRight) {
    const favicon = path === '/favicon.ico';
    expect(both[0]?.[0]).toBe(host !== undefined ? 421 : favicon ? 404 : 400);
    expect([taken, ended]).toEqual([[], []]);
    // it goes on waiting: the right answer is still taken
    await get('/callback?code=abc&state=RIGHT', port);
    expect(await end).toEqual({ code: 'abc' });
    return;
  }
  await end;
  const isError = path.includes('error=');
  expect(taken).toEqual([isError ? { error: 'access_denied \u001b[2J' } : { code: 'abc' }]);
  expect(both).toEqual(Array(both.length).fill([200, 'You are signed in. You can close this window.\n']));
});

test('what fails afterwards is said in the browser too, and only a GET of its path is an answer', async () => {
  const [port = 0] = await freePorts(1);
  const loopback = await on([port]);
  const end = loopback.wait('RIGHT', () => Promise.reject(new Error('refused')));
  const failed = expect(end).rejects.toThrow('refused');
  expect((await get('/callback?code=abc&state=RIGHT', port, { method: 'POST' }))[0]).toBe(404);
  expect((await get('/other?code=abc&state=RIGHT', port))[0]).toBe(404);
  expect((await get('/callback?code=abc&state=RIGHTER', port))[0]).toBe(400);
  expect(await get('/callback?code=abc&state=RIGHT', port, { address: '::1', host: `[::1]:${port}` })).toEqual([
    400,
    'The sign-in failed; the terminal says why. You can close this window.\n',
  ]);
  await failed;
});

test('a port that is taken on either address of localhost is passed over', async () => {
  const ports = await freePorts(3);
  const [first = 0, second = 0, third = 0] = ports;
  await occupied(first, '127.0.0.1');
  await occupied(second, '::1');
  expect((await on(ports)).redirectUri).toBe(`http://localhost:${third}/callback`);
  await expect(loopbackOn(ports)).rejects.toThrow(
    `the ports ${ports.join(', ')} of this machine are all in use, and the issuer knows no other: end what uses one of them (lsof -i :${first})`,
  );
  // nothing is left listening on the other address of one that was passed over
  await occupied(first, '::1');
});
