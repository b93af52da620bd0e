import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type KeySet, keySet } from '#app/sign-in/key-set';
import { type Expected, verifyToken } from '#app/sign-in/verify-token';
import { FakeIssuer } from '#test/fake-issuer';

const issuer = new FakeIssuer();
const keys: KeySet = { find: async (kid) => ({ [issuer.kid]: issuer.publicKey as never })[kid] };
const now = new Date('2026-11-26T03:10:00Z');
const at = now.getTime() / 1000;
const expected: Expected = {
  issuer: 'https://issuer.example',
  audience: ['tocsin'],
  token: 'access',
  leewaySeconds: 60,
};
const good = { iss: 'https://issuer.example', sub: 'alice', aud: 'tocsin', iat: at - 10, exp: at + 3600 };
const verify = (token: string, more: Partial<Expected> = {}) =>
  verifyToken(token, { ...expected, ...more }, { keys, now: () => now });
const verified = (claims: object, more: Partial<Expected> = {}, header: object = {}) =>
  verify(issuer.tokenOf({ ...good, ...claims }, header), more);

test('a genuine token gives its claims', async () => {
  expect(await verified({ groups: ['Site admin'] })).toEqual({ claims: { ...good, groups: ['Site admin'] } });
  expect(await verified({ aud: ['other', 'tocsin'] })).toHaveProperty('claims');
  // an access token of Cognito has no audience
  expect(await verified({ aud: undefined, client_id: 'tocsin', token_use: 'access' })).toHaveProperty('claims');
  expect(await verified({ nonce: 'n' }, { nonce: 'n' })).toHaveProperty('claims');
});

test.each([
  [
    'another issuer',
    { iss: 'https://evil.example' },
    'the token is of the issuer https://evil.example; expected https://issuer.example',
  ],
  ['another audience', { aud: 'other' }, 'the token is for other; expected tocsin'],
  [
    'a client that does not count beside an audience',
    { aud: 'x', client_id: 'tocsin' },
    'the token is for x; expected tocsin',
  ],
  ['no audience', { aud: undefined }, 'the token is for nobody; expected tocsin'],
  ['its end a minute ago', { exp: at - 60 }, 'the token expired at 2026-11-26T03:09:00.000Z'],
  [
    'a beginning that is ahead',
    { iat: at + 61 },
    'the token is good from 2026-11-26T03:11:01.000Z, and the clock here says 2026-11-26T03:10:00.000Z: one of the two is wrong',
  ],
  [
    'a time before which it does not count',
    { nbf: at + 61 },
    'the token is good from 2026-11-26T03:11:01.000Z, and the clock here says 2026-11-26T03:10:00.000Z: one of the two is wrong',
  ],
  ['the other kind', { token_use: 'id' }, 'this API takes the access token of a sign-in, and this is the id token'],
  ['no person', { sub: undefined }, 'the token names nobody (sub)'],
  ['no end', { exp: undefined }, 'this is no signed token of a sign-in'],
  ['an end that is a text', { exp: '9999999999' }, 'this is no signed token of a sign-in'],
])('a token with %s is refused', async (_, claims, refused) => {
  expect(await verified(claims)).toEqual({ refused });
});

test('clocks may differ by the leeway', async () => {
  expect(await verified({ exp: at - 59, iat: at + 60 })).toHaveProperty('claims');
  expect(await verified({ exp: at - 1 }, { leewaySeconds: 0 })).toEqual({
    refused: 'the token expired at 2026-11-26T03:09:59.000Z',
  });
});

test('the id token of another sign-in is refused', async () => {
  for (const nonce of ['m', undefined])
    expect(await verified({ nonce }, { nonce: 'n' })).toEqual({ refused: 'the token belongs to another sign-in' });
});

test('a signature by anything but the issuer’s key, and any other algorithm, is refused', async () => {
  const token = issuer.tokenOf(good);
  const [head = '', , signature = ''] = token.split('.');
  const forged = Buffer.from(JSON.stringify({ ...good, sub: 'mallory' })).toString('base64url');
  expect(await verify(`${head}.${forged}.${signature}`)).toEqual({ refused: 'the signature of the token is wrong' });

  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = (alg: string) => `${part({ alg, kid: issuer.kid })}.${part(good)}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const own = sign('sha256', Buffer.from(unsigned('RS256')), privateKey).toString('base64url');
  expect(await verify(`${unsigned('RS256')}.${own}`)).toEqual({ refused: 'the signature of the token is wrong' });

  const only = 'expected one of RS256, RS384, RS512';
  const secret = createHmac('sha256', JSON.stringify(issuer.publicKey)).update(unsigned('HS256')).digest('base64url');
  expect(await verify(`${unsigned('HS256')}.${secret}`)).toEqual({ refused: `the token is signed by HS256; ${only}` });
  expect(await verify(`${unsigned('none')}.AA`)).toEqual({ refused: `the token is signed by none; ${only}` });
  expect(await verify(`${unsigned('none')}.`)).toEqual({ refused: 'this is no signed token of a sign-in' });
  expect(await verified({}, {}, { alg: 'RS512' })).toEqual({
    refused: `the key ${issuer.kid} is for RS256, and the token is signed by RS512`,
  });
  expect(await verified({}, {}, { kid: 'unknown' })).toEqual({
    refused: 'the issuer has no key unknown with which the token is signed',
  });
  // an extension that we do not understand may change what the signature means
  expect(await verified({}, {}, { crit: ['exp'] })).toEqual({ refused: 'this is no signed token of a sign-in' });
});

test.each(['', 'x', 'a.b', 'a.b.c.d', 'e30.e30.AA', 'W10.bnVsbA.AA'])(
  'what is no token is refused: %s',
  async (text) => {
    expect(await verify(text)).toEqual({ refused: 'this is no signed token of a sign-in' });
  },
);

test('a token of more than 16 kB is none', async () => {
  expect(await verified({ groups: 'x'.repeat(20_000) })).toEqual({ refused: 'this is no signed token of a sign-in' });
});

test('a token for Microsoft Graph says which scope to ask for', async () => {
  const path = new URL('../../fixtures/tokens/entra-access-v1-for-graph.json', import.meta.url);
  const { claims } = JSON.parse(readFileSync(path, 'utf8')) as { claims: object };
  expect(await verify(issuer.tokenOf(claims))).toEqual({
    refused: expect.stringMatching(/^the token is for Microsoft Graph: ask for a scope .* api:\/\/…\/tocsin\.use\)$/),
  });
});

let clock = 0;
let served: FakeIssuer;
beforeEach(async () => {
  clock = 0;
  served = new FakeIssuer();
  await served.listen();
});
afterEach(() => served.close());
const setOf = () => keySet({ url: `${served.url}/keys`, fetch, now: () => new Date(clock) });

test('keys are read once an hour, and a new one is found within a minute, however many tokens name unknown ones', async () => {
  const set = setOf();
  expect(await Promise.all([1, 2, 3].map(() => set.find(served.kid)))).toEqual(
    Array(3).fill(expect.objectContaining({ kid: served.kid })),
  );
  expect(served.keysRead).toBe(1);
  served.rotateKeys();
  for (let n = 0; n < 50; n += 1) expect(await set.find(`made-up-${n}`)).toBeUndefined();
  expect(served.keysRead).toBe(1);
  clock = 60_000;
  expect(await set.find(served.kid)).toMatchObject({ kid: served.kid });
  expect(served.keysRead).toBe(2);
  clock = 3_660_000;
  await set.find(served.kid);
  await set.find(served.kid);
  expect(served.keysRead).toBe(3);
});

test('keys of the last day count while they cannot be read; without any, the reason is said and it is asked again soon', async () => {
  served.keysFail = true;
  const set = setOf();
  await expect(set.find(served.kid)).rejects.toThrow(`${served.url}/keys gives no keys (500)`);
  served.keysFail = false;
  clock = 5_000;
  expect(await set.find(served.kid)).toMatchObject({ kid: served.kid });
  served.keysFail = true;
  clock = 12 * 3_600_000;
  expect(await set.find(served.kid)).toMatchObject({ kid: served.kid });
  clock = 24 * 3_600_000 + 5_000;
  await expect(set.find(served.kid)).rejects.toThrow(`${served.url}/keys gives no keys (500)`);
});
