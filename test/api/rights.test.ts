import { expect, test } from 'vitest';
import { type Role, roles } from '#app/api/roles';
import { registry } from '#app/operations/registry';
import { apiOn, claimsOf } from './support.ts';

/** Who may do what, as the contract says it; other operations may be added, none may be taken away. */
const contract: Record<string, Role> = {
  'GET /v1/incidents': 'viewer',
  'GET /v1/incidents/{id}': 'viewer',
  'GET /v1/incidents/{id}/timeline': 'viewer',
  'GET /v1/incidents/{id}/report': 'viewer',
  'GET /v1/incidents/{id}/report.ics': 'viewer',
  'GET /v1/on-call': 'viewer',
  'GET /v1/metrics': 'viewer',
  'GET /v1/action-items': 'viewer',
  'POST /v1/incidents': 'responder',
  'POST /v1/incidents/{id}/acknowledge': 'responder',
  'POST /v1/incidents/{id}/escalate': 'responder',
  'POST /v1/incidents/{id}/notes': 'responder',
  'POST /v1/incidents/{id}/updates': 'responder',
  'POST /v1/incidents/{id}/responders': 'responder',
  'POST /v1/incidents/{id}/severity': 'commander',
  'POST /v1/incidents/{id}/roles': 'commander',
  'POST /v1/incidents/{id}/decisions': 'commander',
  'POST /v1/incidents/{id}/resolve': 'commander',
  'POST /v1/incidents/{id}/reopen': 'commander',
  'POST /v1/incidents/{id}/merge': 'commander',
  'PATCH /v1/action-items/{id}': 'commander',
};
const open = ['GET /openapi.json', 'GET /docs', 'GET /health'];

const { ask } = apiOn();
const { json: document } = await ask('GET /openapi.json', { as: null });
const routes = Object.entries(document.paths as Record<string, Record<string, { 'x-least-role'?: Role }>>).flatMap(
  ([path, methods]) =>
    Object.entries(methods).map(([method, said]) => ({
      line: `${method.toUpperCase()} ${path}`,
      least: said['x-least-role'],
    })),
);

test('the document has every operation, those of the contract with the role that it says', () => {
  const said = Object.fromEntries(routes.map(({ line, least }) => [line, least]));
  expect(said).toMatchObject({ ...contract, ...Object.fromEntries(open.map((line) => [line, undefined])) });
  expect(routes).toHaveLength(registry.length);
});

const cases = routes.flatMap(({ line, least }) =>
  [...roles, 'nobody', 'no token'].map((who) => ({
    line,
    who,
    wanted:
      least === undefined
        ? 'in'
        : who === 'no token'
          ? 401
          : roles.indexOf(who as Role) >= roles.indexOf(least)
            ? 'in'
            : 403,
  })),
);
test.each(cases)('$line asked by $who is $wanted', async ({ line, who, wanted }) => {
  const before = apiOn();
  const { status, headers } = await before.ask(line.replace('{id}', 'INC-none'), {
    as: who === 'no token' ? null : who === 'nobody' ? 'friends' : who,
    ...(line.startsWith('GET') ? {} : { body: {} }),
  });
  if (wanted === 'in') expect(status).not.toBeOneOf([401, 403, 500]);
  else expect([status, headers.get('content-type')]).toEqual([wanted, 'application/problem+json']);
  if (wanted !== 'in') expect(before.world.table.dump()).toEqual([]);
});

test('a person without a role reads which claim was read, what it holds and what to do', async () => {
  const { status, json } = await ask('GET /v1/incidents', { as: 'friends' });
  expect([status, json.title, json.detail]).toEqual([
    403,
    'Insufficient role',
    'this needs the role viewer; the claim cognito:groups holds "friends", and no role is mapped to that; put the person into a group named viewer, responder, commander or admin, or map a value of it to a role in signIn.groupRoles and deploy',
  ]);
  expect((await ask('POST /v1/incidents', { as: 'viewer', body: {} })).json.detail).toBe(
    'this needs the role responder; the token has viewer',
  );
});

test('whoever has a token reads who they are, whatever it may do', async () => {
  expect((await ask('GET /v1/caller', { as: 'responder' })).json).toEqual({
    name: 'alice',
    login: 'alice',
    person: 'alice',
    role: 'responder',
    claim: 'cognito:groups',
    groups: ['responder'],
    noRole: null,
  });
  const { status, json } = await ask('GET /v1/caller', { as: 'friends', name: 'mallory' });
  expect([status, json.person, json.role]).toEqual([200, null, null]);
  expect(json.noRole).toContain('the claim cognito:groups holds "friends"');
  expect((await ask('GET /v1/sign-in', { as: null })).json).toEqual({ signIn: null });
});

test('an id token is refused where access tokens are taken', async () => {
  const { status, json, headers } = await ask('GET /v1/incidents', {
    claims: { ...claimsOf('viewer'), token_use: 'id' },
  });
  expect([status, headers.get('www-authenticate'), json.detail]).toEqual([
    401,
    'Bearer error="invalid_token"',
    'this API takes the access token of a sign-in, and this is the id token',
  ]);
});

test('what no operation names is refused: strangers do not even learn that it is not there', async () => {
  expect((await ask('GET /v1/secrets', { as: null })).status).toBe(401);
  expect((await ask('GET /v1/secrets', { as: 'friends' })).status).toBe(403);
  expect((await ask('GET /v1/secrets', { as: 'viewer' })).status).toBe(404);
  expect((await ask('DELETE /v1/incidents/INC-1', { as: null })).status).toBe(401);
  const { status, headers } = await ask('DELETE /v1/incidents/INC-1', { as: 'viewer' });
  expect([status, headers.get('allow')]).toEqual([405, 'GET']);
  expect((await ask('POST /v1/signals/sentry', { as: null, body: {} })).status).toBe(404);
});

test.each([
  ['[viewer commander]', 200],
  ['commander', 200],
  ['[responder]', 403],
  ['[commanders]', 403],
  ['[]', 403],
])('groups %s may change a severity: %s', async (groups, status) => {
  const { ask, declared } = apiOn();
  const id = await declared();
  const claims = { ...claimsOf(''), 'cognito:groups': groups };
  expect(
    (await ask(`POST /v1/incidents/${id}/severity`, { claims, body: { severity: 'P2', reason: 'x' } })).status,
  ).toBe(status);
});

test.each([
  ['their mail', { email: 'Bob@tracktion.example', sub: 's' }, 'bob'],
  ['their user name', { 'cognito:username': 'bob', sub: 's' }, 'bob'],
  ['an access token’s user name', { username: 'bob', sub: 's' }, 'bob'],
  ['a mail that nobody verified', { email: 'bob@tracktion.example', email_verified: 'false', sub: 's' }, 's'],
  ['a stranger', { username: 'mallory', email: 'mallory@evil.example', sub: 's' }, 'mallory'],
  ['a stranger who is called like a role', { username: 'engineering_manager', sub: 's' }, 'user:engineering_manager'],
  ['a stranger who is called like a role of the incident', { username: 'IC', sub: 's' }, 'user:IC'],
])('%s: acts as %o', async (_, who, name) => {
  const { ask, declared, world } = apiOn();
  const id = await declared();
  const { json } = await ask(`POST /v1/incidents/${id}/acknowledge`, {
    claims: { ...who, 'cognito:groups': '[responder]' },
  });
  await world.clock.settle();
  expect(json.acknowledged.by).toBe(name);
  // a name that people.yaml does not have never gets a role by acknowledging
  expect(json.roles).toEqual(name === 'bob' ? { IC: 'bob' } : {});
});
