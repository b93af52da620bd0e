import { afterAll, beforeAll, expect, test } from 'vitest';
import { authorizationUrl, begin, exchangeCode, refreshTokens, revokeToken } from '#app/sign-in/code-exchange';
import { complete } from '#app/sign-in/complete';
import { keySet } from '#app/sign-in/key-set';
import { type Provider, providerOf } from '#app/sign-in/provider';
import { FakeIssuer } from '#test/fake-issuer';

const issuer = new FakeIssuer();
const redirectUri = 'http://localhost:17817/callback';
const client = { id: 'cli', scopes: ['openid'], parameters: { audience: 'https://api.example' }, ports: [17817] };
let provider: Provider;
beforeAll(async () => {
  await issuer.listen();
  issuer.redirectUris = [redirectUri];
  provider = await providerOf(issuer.url, fetch);
});
afterAll(() => issuer.close());
const at = () => ({ provider, client, fetch });
const codeOf = async (begun = begin(redirectUri)) => {
  const back = await issuer.visit(authorizationUrl(at(), begun));
  expect(back.searchParams.get('state')).toBe(begun.state);
  return { begun, code: back.searchParams.get('code') ?? '' };
};
const settings = (token: 'access' | 'id') => ({
  issuer: issuer.url,
  audience: ['cli'],
  token,
  roleClaim: ['cognito:groups'],
  client,
});
const verifying = () => ({
  keys: keySet({ url: provider.jwks_uri, fetch, now: () => new Date() }),
  now: () => new Date(),
  leewaySeconds: 120,
});

test.each(['access', 'id'] as const)('a code becomes the %s token, verified, and what is kept of it', async (kind) => {
  const { begun, code } = await codeOf();
  const before = Date.now();
  const kept = await complete(at(), settings(kind), verifying(), begun, code);
  expect(kept.claims).toMatchObject({ username: 'alice', token_use: kind });
  expect(issuer.refreshTokens.has(kept.refreshToken ?? '')).toBe(true);
  expect(Math.round((kept.expiresAt.getTime() - before) / 1000)).toBe(3600);
});

test('a code counts once, for its own verifier and address', async () => {
  const first = await codeOf();
  await exchangeCode(at(), first.begun, first.code);
  await expect(exchangeCode(at(), first.begun, first.code)).rejects.toMatchObject({ code: 'invalid_grant' });
  const second = await codeOf();
  await expect(exchangeCode(at(), first.begun, second.code)).rejects.toMatchObject({
    code: 'invalid_grant',
    message: `${issuer.url} refuses: invalid_grant code_verifier`,
  });
  const third = await codeOf();
  await expect(
    exchangeCode(at(), { ...third.begun, redirectUri: 'http://127.0.0.1:17817/callback' }, third.code),
  ).rejects.toThrow('redirect_uri');
});

test('the id token of another browser’s sign-in is refused', async () => {
  const { begun, code } = await codeOf();
  await expect(complete(at(), settings('id'), verifying(), { ...begun, nonce: 'other' }, code)).rejects.toThrow(
    'the token belongs to another sign-in',
  );
});

test('a deployment’s parameters are sent, and none of them replaces one of ours', () => {
  const mine = {
    ...client,
    parameters: { audience: 'https://api.example', state: 'fixed', redirect_uri: 'https://evil' },
  };
  const begun = begin(redirectUri);
  const { searchParams } = new URL(authorizationUrl({ provider, client: mine }, begun));
  expect(Object.fromEntries(searchParams)).toMatchObject({
    audience: 'https://api.example',
    state: begun.state,
    redirect_uri: redirectUri,
    code_challenge_method: 'S256',
  });
});

test('a refresh token that was rotated or revoked is refused', async () => {
  const { begun, code } = await codeOf();
  const { refresh_token: first = '' } = await exchangeCode(at(), begun, code);
  const { refresh_token: second = '' } = await refreshTokens(at(), first);
  await expect(refreshTokens(at(), first)).rejects.toMatchObject({ code: 'invalid_grant' });
  expect(await revokeToken(at(), second)).toBe(true);
  await expect(refreshTokens(at(), second)).rejects.toMatchObject({ code: 'invalid_grant' });
  const { revocation_endpoint: _, ...without } = provider;
  expect(await revokeToken({ ...at(), provider: without }, second)).toBe(false);
});

test('Okta’s refusal of too many groups says what to narrow', async () => {
  issuer.fault = { error: 'server_error', error_description: 'The groups claim holds more than 100 groups' };
  await expect(refreshTokens(at(), 'x')).rejects.toThrow('more than 100 groups; narrow the filter of the groups claim');
  issuer.fault = undefined;
});

test('an issuer must be the one it says, by HTTPS unless it is on this machine', async () => {
  const other = issuer.url.replace('127.0.0.1', 'localhost');
  await expect(providerOf(other, fetch)).rejects.toThrow(
    `is of the issuer ${issuer.url}, and the deployment says ${other}`,
  );
  await expect(providerOf('http://id.example.com', fetch)).rejects.toThrow('is not an HTTPS address');
  await expect(providerOf('http://127.0.0.1:9', fetch)).rejects.toThrow('cannot be reached');
  await expect(providerOf(`${issuer.url}/nothing`, fetch)).rejects.toThrow('answers 404');
});
