import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { registry } from '#app/operations/registry';
import { ended } from '#cli/ended';
import { programOf } from '#cli/program';
import { api } from '#lambdas/api/app';
import { gateway } from '#lambdas/api/gateway';
import { FakeIssuer } from '#test/fake-issuer';
import { gatewayServer } from '#test/gateway';
import { apiOn } from '../api/support.ts';
import { freePorts } from './ports.ts';
import type { Ended } from './support.ts';

const config = mkdtempSync(join(tmpdir(), 'tocsin-sign-in-'));
const file = join(config, 'tocsin', 'sign-in.json');
process.env['XDG_CONFIG_HOME'] = config;
const issuer = new FakeIssuer();
const { world } = apiOn();
/** Tokens that the API refuses although their time is not over. */
const refused = new Set<string>();
let url = '';
let close: () => Promise<void>;

beforeAll(async () => {
  await issuer.listen();
  const ports = await freePorts(3);
  issuer.redirectUris = ports.map((port) => `http://localhost:${port}/callback`);
  const client = { id: 'cli', scopes: ['openid', 'email'], parameters: {}, ports };
  const signIn = { issuer: issuer.url, audience: ['cli'], token: 'access', roleClaim: ['cognito:groups'], client };
  Object.assign(world.ports.deployed, { signIn });
  ({ url, close } = await gatewayServer({
    serve: gateway(api(world.ports)),
    open: [{ method: 'GET', path: '/v1/sign-in' }],
    verify: (token) => {
      const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8') || '{}');
      return refused.has(token) || claims.iss !== issuer.url || claims.exp * 1000 < Date.now() ? undefined : claims;
    },
    after: () => world.clock.settle(),
  }));
});
afterAll(async () => {
  await close();
  await issuer.close();
  rmSync(config, { recursive: true, force: true });
});
beforeEach(() => {
  rmSync(join(config, 'tocsin'), { recursive: true, force: true });
  refused.clear();
  issuer.asked.length = 0;
  issuer.refreshTokens.clear();
  issuer.lifetime = 3600;
  issuer.ahead = 0;
  issuer.rotates = true;
  issuer.fault = undefined;
  issuer.before = async () => {};
  issuer.claims = { sub: 'sub-alice', username: 'alice', 'cognito:groups': ['commander'] };
});
/** Runs a command in this process: what another one would prove beside that, the test of two at once shows. */
async function here(args: readonly string[], heard: (text: string) => void = () => {}): Promise<Ended> {
  let [out, err] = ['', ''];
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      out += String(text);
      return true;
    }),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      err += String(text);
      heard(err);
      return true;
    }),
  ];
  try {
    const code = await ended(() => programOf(registry).parseAsync(['node', 'tocsin', ...args]));
    return { code, out, err };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
const run = (...args: string[]): Promise<Ended> => here(args);
const kept = () => JSON.parse(readFileSync(file, 'utf8'));
const tokenKept = (): string => kept().sessions[url].token;

/** Another process that is about to need the token; `go` has it print what a command would send. */
async function elsewhere(): Promise<{ go: () => Promise<Ended> }> {
  const script = [
    "import { once } from 'node:events';",
    "import { bearerAt } from '#cli/sign-in/bearer';",
    "process.stdout.write('ready ');",
    "await once(process.stdin, 'data');",
    'process.stdout.write(await bearerAt(process.argv[1]));',
    'process.exit();',
  ].join('\n');
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, url]);
  let [out, err] = ['', ''];
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  const end = new Promise<Ended>((done) => child.on('close', (code) => done({ code: code ?? -1, out, err })));
  await new Promise<void>((ready) => {
    child.stdout.on('data', (chunk) => {
      out += String(chunk);
      ready();
    });
    void end.then(() => ready());
  });
  return {
    go: () => {
      child.stdin.write('go');
      return end;
    },
  };
}

/** Runs `tocsin login`; once it says where, a browser goes there and to where it is sent. */
function login(back: (to: URL) => Promise<void> = visit, ...more: string[]): Promise<Ended> {
  let begun = false;
  return here(['login', '--api-url', url, '--no-browser', ...more], (err) => {
    const address = /^http\S+authorize\?\S+$/m.exec(err)?.[0];
    if (begun || address === undefined) return;
    begun = true;
    void issuer.visit(address).then(back);
  });
}
const visit = async (to: URL) => void (await (await fetch(to)).text());

test('a person signs in once, and every command is theirs until they sign out', async () => {
  const signedIn = await login();
  expect([signedIn.code, signedIn.out]).toEqual([
    0,
    `signed in at ${url}\ntocsin whoami shows who you are, and with which role\n`,
  ]);
  expect(signedIn.err).not.toContain(tokenKept());
  expect([statSync(file).mode & 0o777, statSync(join(config, 'tocsin')).mode & 0o777]).toEqual([0o600, 0o700]);
  expect(readdirSync(join(config, 'tocsin'))).toEqual(['sign-in.json']);

  expect((await run('whoami', '--api-url', url)).out).toBe('alice\nrole commander, from cognito:groups: commander\n');
  const declared = JSON.parse((await run('declare', 'Uploads fail', '--api-url', url, '--output', 'json')).out);
  expect(declared.title).toBe('Uploads fail');
  expect(issuer.asked).toEqual(['authorization_code']);

  const out = await run('logout', '--api-url', url);
  expect([out.code, out.out]).toEqual([
    0,
    `signed out of ${url}; the browser may still be signed in at ${issuer.url}\n`,
  ]);
  expect([kept(), issuer.refreshTokens.size]).toEqual([{ sessions: {} }, 0]);
  const after = await run('whoami', '--api-url', url);
  expect([after.code, after.err]).toEqual([
    2,
    `nobody is signed in at ${url}: sign in with tocsin login --api-url ${url}, or give --token (TOCSIN_TOKEN)\n`,
  ]);
});

test('a person without a role reads why, and what to change', async () => {
  issuer.claims = { sub: 'sub-mallory', username: 'mallory', 'cognito:groups': ['friends'] };
  await login();
  const who = await run('whoami', '--api-url', url);
  expect([who.code, who.out]).toEqual([
    0,
    'mallory: nobody in people.yaml; a person there with "login: mallory" would be you\n' +
      'no role: the claim cognito:groups holds "friends", and no role is mapped to that; put the person into a group named viewer, responder, commander or admin, or map a value of it to a role in signIn.groupRoles and deploy\n',
  ]);
  const list = await run('list', '--api-url', url);
  expect([list.code, list.err]).toEqual([
    1,
    expect.stringContaining('this needs the role viewer; the claim cognito:groups holds "friends"'),
  ]);
});

test('a command and two other processes at the expiry: one renews the token, all have it', async () => {
  issuer.lifetime = 30;
  await login();
  const before = tokenKept();
  issuer.lifetime = 3600;
  issuer.before = () => new Promise((done) => setTimeout(done, 300));
  const others = await Promise.all([elsewhere(), elsewhere()]);
  const all = await Promise.all([...others.map(({ go }) => go()), run('whoami', '--api-url', url)]);
  expect(all.map(({ code, err }) => [code, err])).toEqual(all.map(() => [0, '']));
  expect(issuer.asked).toEqual(['authorization_code', 'refresh_token']);
  expect(tokenKept()).not.toBe(before);
  expect(all.slice(0, 2).map(({ out }) => out)).toEqual(others.map(() => `ready ${tokenKept()}`));
});

test('a refresh token that the issuer does not rotate stays', async () => {
  issuer.lifetime = 30;
  issuer.rotates = false;
  await login();
  const { refreshToken } = kept().sessions[url];
  for (let n = 0; n < 2; n += 1) expect((await run('whoami', '--api-url', url)).code).toBe(0);
  expect([kept().sessions[url].refreshToken, issuer.asked.length]).toEqual([refreshToken, 3]);
});

test('a sign-in that was revoked is over, and only that one; an issuer in trouble ends none', async () => {
  issuer.lifetime = 30;
  await login();
  const other = { ...kept().sessions[url], token: 'other' };
  writeFileSync(file, JSON.stringify({ ...kept(), sessions: { ...kept().sessions, 'https://other': other } }));

  issuer.fault = { error: 'temporarily_unavailable' };
  const trouble = await run('whoami', '--api-url', url);
  expect([trouble.code, trouble.err]).toEqual([
    1,
    `the sign-in cannot be renewed: ${issuer.url} refuses: temporarily_unavailable\n`,
  ]);
  expect(Object.keys(kept().sessions)).toEqual([url, 'https://other']);

  issuer.fault = undefined;
  issuer.refreshTokens.clear();
  const revoked = await run('whoami', '--api-url', url);
  expect([revoked.code, revoked.err]).toEqual([
    1,
    `the sign-in at ${url} has expired or was revoked: sign in again with tocsin login --api-url ${url}\n`,
  ]);
  expect(kept().sessions).toEqual({ 'https://other': other });
});

test('a token that the API refuses before its time is renewed once', async () => {
  await login();
  refused.add(tokenKept());
  expect((await run('whoami', '--api-url', url)).code).toBe(0);
  expect(issuer.asked).toEqual(['authorization_code', 'refresh_token']);
});

test('a lock that a dead command has left holds nobody up', async () => {
  issuer.lifetime = 30;
  await login();
  // no process has this number
  writeFileSync(`${file}.lock`, '4194305');
  expect((await run('whoami', '--api-url', url)).code).toBe(0);
  expect(existsSync(`${file}.lock`)).toBe(false);
});

test('a refusal of the issuer ends the login with its words, without control characters; nothing is kept', async () => {
  const { code, err } = await login(async (to) => {
    const state = to.searchParams.get('state') ?? '';
    // another program on this machine guesses first
    await visit(new URL(`${to.origin}/callback?error=access_denied&state=WRONG`));
    await visit(
      new URL(`${to.origin}/callback?error=access_denied&error_description=%1b%5b2JNot%20today&state=${state}`),
    );
  });
  expect(code).toBe(1);
  expect(err).toContain(`not signed in: ${issuer.url} says access_denied`);
  expect(err).toContain('Not today');
  expect(err).not.toContain('\u001b');
  expect(existsSync(file)).toBe(false);
});

test('a token that is issued a little ahead is taken, one far ahead names both clocks', async () => {
  issuer.ahead = 100;
  expect((await login()).code).toBe(0);
  issuer.ahead = 300;
  const { code, err } = await login();
  expect([code, err]).toEqual([
    1,
    expect.stringMatching(
      /not signed in: the token is good from .*, and the clock here says .*: one of the two is wrong/,
    ),
  ]);
});

test('nobody comes back: the login ends and says so', async () => {
  const { code, err } = await login(async () => {}, '--timeout', '1');
  expect([code, err]).toEqual([1, expect.stringContaining('not signed in: nobody signed in within 1 s')]);
});
