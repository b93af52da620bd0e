import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { callerOf, callerOfToken } from '#app/api/caller';
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
const judged = (verified: object, authorization: string | null, more: Partial<Deployed> = {}) =>
  callerOf({ authorizer: { jwt: { claims: verified } } }, { ...tracktion, ...more }, authorization);
const callerIn = (...asked: Parameters<typeof judged>) => {
  const answer = judged(...asked);
  return answer !== undefined && 'caller' in answer ? answer.caller : undefined;
};
const roleOf = (verified: object, authorization: string | null = null, groupRoles?: Deployed['groupRoles']) =>
  callerIn(verified, authorization, groupRoles === undefined ? {} : { groupRoles })?.role;
const settings = (token: 'access' | 'id', ...roleClaim: string[]) => ({
  signIn: { issuer: 'https://issuer.example', audience: ['tocsin'], token, roleClaim },
});
/** The claims of a file, as the gateway hands them over beside the token. */
const handedOver = (name: string, more: Partial<Deployed> = {}) => {
  const { claims, 'as HTTP API hands them over': verified } = read(name);
  const answer = judged(verified, `Bearer ${tokenOf(claims)}`, more);
  // the board verifies the token itself: the same comes of it
  expect(callerOfToken(claims, { ...tracktion, ...more })).toEqual(answer);
  return answer;
};
const alice = { name: 'alice', person: 'alice' };

test.each([
  ['cognito-access-native', {}, { ...alice, role: 'commander' }],
  ['cognito-id-native', settings('id', 'cognito:groups'), { ...alice, role: 'responder' }],
  [
    'cognito-id-federated-groups-attribute',
    { ...settings('id', 'custom:groups'), groupRoles: { 'sre-leads': 'commander' } },
    // nobody has verified the address, and the user name begins with the provider's
    { name: 'CorpSaml_alice@tracktion.example', person: undefined, role: 'commander' },
  ],
  [
    'okta-access-custom-server',
    { ...settings('access', 'groups'), groupRoles: { 'SRE responders': 'responder' } },
    { ...alice, role: 'responder' },
  ],
  [
    'entra-access-v2-app-roles',
    { ...settings('access', 'roles'), groupRoles: { 'Tocsin.Commander': 'commander' } },
    { ...alice, role: 'commander' },
  ],
  [
    'keycloak-access-client-roles',
    {
      ...settings('access', 'resource_access', 'tocsin', 'roles'),
      groupRoles: { 'incident commander': 'commander', commander: 'admin' },
    },
    { ...alice, role: 'commander' },
  ],
  [
    'auth0-access-namespaced',
    { ...settings('access', 'https://tocsin.example/roles'), groupRoles: { 'On-call engineer': 'responder' } },
    { name: 'auth0|5f7c8ec7c33c6c004bbafe82', person: undefined, role: 'responder' },
  ],
] as const)('the claims of %s give the person and the role that they should', (name, more, caller) => {
  expect(handedOver(name, more)).toEqual({ caller: expect.objectContaining({ ...caller, noRole: undefined }) });
});

const anyGroup =
  'put the person into a group named viewer, responder, commander or admin, or map a value of it to a role in signIn.groupRoles and deploy';
const mapIt =
  'map one of its values to a role in signIn.groupRoles and deploy, or put the person into a group that is mapped';
test.each([
  [
    'cognito-access-federated',
    {},
    `the claim cognito:groups holds "eu-central-1_Ab12Cd34E_CorpSaml", the group that Cognito makes for an identity provider, and no role is mapped to that; ${anyGroup}`,
  ],
  ['okta-access-org-server', settings('access', 'groups'), `the token has no claim groups; ${anyGroup}`],
  [
    'entra-groups-overage',
    { ...settings('access', 'groups'), groupRoles: { 'SRE leads': 'commander' } },
    'the claim groups was left out: this person is in more groups than Entra puts into a token (200); use app roles (the claim roles), or let it emit only the groups that are assigned to the application',
  ],
  [
    'roles-nothing-anywhere',
    { ...settings('access', 'groups'), groupRoles: { x: 'viewer' } },
    `the claim groups is empty; ${mapIt}`,
  ],
  [
    'group-names-like-prototype',
    { ...settings('access', 'groups'), groupRoles: { 'SRE leads': 'commander' } },
    `the claim groups holds "constructor", "__proto__", "toString", and no role is mapped to that; ${mapIt}`,
  ],
  [
    'group-names-like-prototype',
    settings('access', 'groups'),
    `the claim groups holds "constructor", "__proto__", "toString", and no role is mapped to that; ${anyGroup}`,
  ],
  ['keycloak-access-client-roles', settings('access', '__proto__'), `the token has no claim __proto__; ${anyGroup}`],
  [
    'keycloak-access-client-roles',
    settings('access', 'resource_access', 'tocsin'),
    `the claim resource_access.tocsin is neither a text nor a list of texts; ${anyGroup}`,
  ],
] as const)('the claims of %s give no role, and the reason says claim, content and cure', (name, more, noRole) => {
  expect(handedOver(name, more)).toEqual({ caller: expect.objectContaining({ role: undefined, noRole }) });
});

test('a token of the other kind is refused, and both kinds say which is which', () => {
  const refused = (is: string, takes: string) => ({
    refused: `this API takes the ${takes} token of a sign-in, and this is the ${is} token`,
  });
  expect(handedOver('cognito-id-native')).toEqual(refused('id', 'access'));
  expect(handedOver('cognito-access-native', settings('id', 'cognito:groups'))).toEqual(refused('access', 'id'));
  expect(handedOver('keycloak-access-client-roles', settings('id', 'groups'))).toEqual(refused('access', 'id'));
});

test('names within an object are read from the token alone, and only from the one that was verified', () => {
  const more = {
    ...settings('access', 'resource_access', 'tocsin', 'roles'),
    groupRoles: { 'incident commander': 'commander', admin: 'admin' } as const,
  };
  const { claims, 'as HTTP API hands them over': verified } = read('keycloak-access-client-roles');
  const forged = { ...claims, resource_access: { tocsin: { roles: ['admin'] } } };
  expect(callerIn(verified, `Bearer ${tokenOf(claims)}`, more)?.role).toBe('commander');
  for (const authorization of [`Bearer ${tokenOf(forged)}`, null])
    expect(callerIn(verified, authorization, more)).toMatchObject({
      role: undefined,
      noRole: expect.stringContaining(
        'the claim resource_access.tocsin.roles cannot be read from the token of this request',
      ),
    });
});

test('people of a Cognito pool may change their preferred name, so it names nobody', () => {
  const claims = { sub: 's', username: 'mallory', preferred_username: 'alice', 'cognito:groups': '[viewer]' };
  expect(callerIn(claims, null)).toMatchObject({ name: 'mallory', person: undefined });
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
