import { Stack } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { signInOf } from '#lib/sign-in';

const product = new Stack(undefined, 'shop');
const okta = { issuer: 'https://example.okta.com/oauth2/default', audience: ['api://default'] };

test('what an issuer leaves out is said in full', () => {
  expect(signInOf(product, { ...okta, client: { id: 'cli' } })).toEqual({
    ...okta,
    token: 'access',
    roleClaim: ['cognito:groups'],
    client: {
      id: 'cli',
      scopes: ['openid', 'profile', 'email', 'offline_access'],
      parameters: {},
      ports: [17817, 21817, 27817],
    },
  });
});

test.each([
  [
    { issuer: 'https://example.okta.com', audience: ['x'] },
    "shop: signIn: the access token of https://example.okta.com is for Okta itself and carries no groups; give a custom authorization server (https://example.okta.com/oauth2/default), or token: 'id'",
  ],
  [{ ...okta, audience: ['00000003-0000-0000-c000-000000000000'] }, 'whose tokens are for Graph alone'],
  [{ ...okta, roleClaim: [] }, 'roleClaim is empty'],
  [{ ...okta, client: { id: 'cli', parameters: { state: 'x' } } }, 'client.parameters: state cannot be given'],
  [{ ...okta, client: { id: 'cli', ports: [80] } }, 'client.ports: expected numbers from 1024 to 65535, not 80'],
  [{ ...okta, client: { id: 'cli', ports: [] } }, 'client.ports: expected numbers from 1024 to 65535'],
])('%j could let nobody in, and fails the synthesis', (signIn, words) => {
  expect(() => signInOf(product, signIn)).toThrow(words);
});

test('an id token of Okta’s own server may carry groups', () => {
  expect(signInOf(product, { issuer: 'https://example.okta.com', audience: ['cli'], token: 'id' }).token).toBe('id');
});
