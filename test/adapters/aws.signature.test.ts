import { expect, test } from 'vitest';
import { signer } from '#adapters/aws/sign-requests';
import { canonicalQuery, signed } from '#adapters/aws/signature';
import { signatureFault } from '#plugins/fakes/signed-request';

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const at = new Date('2015-08-30T12:36:00Z');
const post = { 'Content-Type': 'application/x-www-form-urlencoded' };

// of the test suite that AWS publishes for Signature Version 4
test.each([
  ['get-vanilla', 'GET', '', {}, '', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  [
    'get-vanilla-query-order-key-case',
    'GET',
    'Param2=value2&Param1=value1',
    {},
    '',
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ],
  [
    'post-x-www-form-urlencoded',
    'POST',
    '',
    post,
    'Param1=value1',
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  ],
])('%s', (_, method, query, headers, body, signature) => {
  const request = {
    method,
    host: 'example.amazonaws.com',
    path: '/',
    query: canonicalQuery(new URLSearchParams(query)),
    headers,
    body,
  };
  expect(signed(request, keys, { service: 'service', region: 'us-east-1', at })['authorization']).toMatch(
    new RegExp(`,Signature=${signature}$`),
  );
});

const env = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'test', AWS_SESSION_TOKEN: 'session' };
const workspace = 'https://aps-workspaces.eu-central-1.amazonaws.com/workspaces/ws-1/api/v1/query';
const sign = signer({ ...env, AWS_REGION: 'us-east-1' }, () => at);
const received = (url: string) => {
  const request = sign({ method: 'GET', url }, { service: 'aps', region: 'eu-central-1' });
  const { pathname, search, host } = new URL(request.url);
  return { method: 'GET', path: `${pathname}${search}`, headers: { ...request.headers, host }, body: '' };
};
const principal = {
  service: 'aps',
  region: 'eu-central-1',
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'test',
  now: () => at,
};

test.each([
  `${workspace}?query=sum(rate(errors{job="a b"}[5m])) + 1`,
  `${workspace}?${new URLSearchParams({ query: 'sum(a) + b{c="d+e"} * 2', time: '1' }).toString()}`,
  `${workspace}/a%20b/ü?b=2&a=1&a=0&empty=`,
])('what is sent is what was signed, and AWS finds the same signature: %s', (url) => {
  expect(signatureFault(received(url), principal)).toBeUndefined();
});

test.each<[string, (request: ReturnType<typeof received>) => ReturnType<typeof received>, string]>([
  ['another query', (r) => ({ ...r, path: r.path.replace('query=', 'query=1%2B') }), 'does not match the signature'],
  ['another method', (r) => ({ ...r, method: 'POST' }), 'does not match the signature'],
  ['a body', (r) => ({ ...r, body: 'x' }), 'does not match the signature'],
  ['a header that nobody signed', (r) => ({ ...r, headers: { ...r.headers, 'x-amz-other': '1' } }), 'must be signed'],
  ['another host', (r) => ({ ...r, headers: { ...r.headers, host: 'evil.example' } }), 'does not match the signature'],
  ['none', (r) => ({ ...r, headers: { host: r.headers.host } }), 'Missing Authentication Token'],
])('a signature with %s is refused', (_, change, fault) => {
  expect(signatureFault(change(received(`${workspace}?query=up`)), principal)).toContain(fault);
});

test('the token of a session is signed and sent', () => {
  expect(received(workspace).headers).toMatchObject({ 'x-amz-security-token': 'session' });
});
