import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { callerOf } from '#app/api/caller';
import type { Deployed } from '#app/ports';
import { tracktion } from './support.ts';

interface ClaimSet {
  claims: Record<string, unknown>;
  'as HTTP API hands them over': Record<string, string>;
}
const read = (name: string): ClaimSet =>
  JSON.parse(readFileSync(new URL(`../fixtures/tokens/${name}.json`, import.meta.url), 'utf8'));
/** A token of these claims; API Gateway has verified its signature before anybody here sees it. */
const tokenOf = (claims: object): string =>
  ['{}', JSON.stringify(claims), 'signature'].map((part) => Buffer.from(part).toString('base64url')).join('.');
const roleOf = (verified: object, authorization: string | null = null, groupRoles?: Deployed['groupRoles']) =>
  callerOf(
    { authorizer: { jwt: { claims: verified } } },
    { ...tracktion, ...(groupRoles === undefined ? {} : { groupRoles }) },
    authorization,
  )?.role;

test.each([
  ['cognito-access-native', 'commander'],
  ['cognito-id-native', 'responder'],
  // the only group is the one that Cognito made for the provider
  ['cognito-access-federated', undefined],
  ['okta-access-custom-server', undefined],
  ['group-names-like-prototype', undefined],
  ['entra-groups-overage', undefined],
  ['roles-nothing-anywhere', undefined],
])('the claims of %s give the role %s', (name, role) => {
  const { claims, 'as HTTP API hands them over': verified } = read(name);
  expect(roleOf(verified, `Bearer ${tokenOf(claims)}`)).toBe(role);
});

const base = { iss: 'https://issuer.example', sub: 'alice', exp: 1_795_666_140, iat: 1_795_662_540, jti: 'j1' };
const verifiedOf = (groups: string[]) => ({
  ...Object.fromEntries(Object.entries(base).map(([name, value]) => [name, String(value)])),
  'cognito:groups': `[${groups.join(' ')}]`,
});

test.each([
  [['Site admin'], undefined],
  [['Everyone', 'SRE responders', 'Site admin'], undefined],
  [['Not commander'], undefined],
  [['viewer admin'], undefined],
  [['read,admin'], undefined],
  [['Admin'], undefined],
  [['constructor', '__proto__', 'toString'], undefined],
  [[], undefined],
  [['viewer', 'commander'], 'commander'],
  [['Everyone', 'responder', 'On call'], 'responder'],
])('a token with the groups %j has the role %s', (groups, role) => {
  const token = tokenOf({ ...base, 'cognito:groups': groups });
  expect(roleOf(verifiedOf(groups), `Bearer ${token}`)).toBe(role);
  expect(roleOf(verifiedOf(groups), token)).toBe(role);
});

test('a deployment maps whole names of groups to roles, and only those', () => {
  const groups = ['Everyone', 'SRE responders', 'Site admin'];
  const authorization = `Bearer ${tokenOf({ ...base, 'cognito:groups': groups })}`;
  expect(roleOf(verifiedOf(groups), authorization, { 'SRE responders': 'responder' })).toBe('responder');
  expect(roleOf(verifiedOf(groups), authorization, { 'Site admin': 'admin', Everyone: 'viewer' })).toBe('admin');
  expect(roleOf(verifiedOf(['admin']), null, { 'Site admin': 'admin' })).toBeUndefined();
});

const forged = ['Site', 'admin'];
test.each([
  ['of somebody else', `Bearer ${tokenOf({ ...base, sub: 'mallory', 'cognito:groups': forged })}`],
  ['of another issuer', `Bearer ${tokenOf({ ...base, iss: 'https://evil.example', 'cognito:groups': forged })}`],
  ['of another time', `Bearer ${tokenOf({ ...base, exp: base.exp + 1, 'cognito:groups': forged })}`],
  ['with another id', `Bearer ${tokenOf({ ...base, jti: 'j2', 'cognito:groups': forged })}`],
  ['with other groups', `Bearer ${tokenOf({ ...base, 'cognito:groups': ['admin'] })}`],
  ['without what tells it from others', `Bearer ${tokenOf({ 'cognito:groups': forged })}`],
  ['sent twice', ['Bearer', tokenOf({ ...base, 'cognito:groups': forged }), 'Bearer x.y.z'].join(', ')],
  ['that is none', 'Bearer admin'],
  ['that is no JSON', `Bearer a.${Buffer.from('{').toString('base64url')}.b`],
  ['left out', null],
])('a token %s is not asked for the groups that the gateway verified', (_, authorization) => {
  expect(roleOf(verifiedOf(['Site admin']), authorization)).toBeUndefined();
  // what can be read in one way only still counts
  expect(roleOf(verifiedOf(['commander']), authorization)).toBe('commander');
});

test('a verified text without a readable token is a list only where every word is a known group', () => {
  expect(roleOf({ sub: 's', 'cognito:groups': '[viewer commander]' })).toBe('commander');
  expect(roleOf({ sub: 's', 'cognito:groups': '[Not commander]' })).toBeUndefined();
  expect(roleOf({ sub: 's', 'cognito:groups': 'commander' })).toBe('commander');
  expect(roleOf({ sub: 's', 'cognito:groups': 'Not commander' })).toBeUndefined();
  expect(
    roleOf({ sub: 's', 'cognito:groups': '[SRE responders]' }, null, { 'SRE responders': 'admin' }),
  ).toBeUndefined();
});
