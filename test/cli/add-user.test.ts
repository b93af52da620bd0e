import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeUserPools } from '#test/fake-user-pools';
import { tocsinHere } from './support.ts';

const shop = 'eu-central-1_Ab12Cd34E';
const changes = ['AdminCreateUser', 'AdminAddUserToGroup'];
let fake: FakeUserPools;
let env: Record<string, string>;
beforeEach(async () => {
  fake = new FakeUserPools();
  fake.deploy('shop', shop);
  env = await fake.listen();
});
afterEach(() => fake.close());

const addUser = (...args: string[]) => tocsinHere(['add-user', ...args], env);
const alice = (...args: string[]) => addUser('alice', '--email', 'alice@example.com', '--role', 'admin', ...args);
const changed = () => fake.asked.filter((action) => changes.includes(action));

test('the first admin: one command makes the user, gives the role, and has the password mailed', async () => {
  const { code, out, err } = await alice();
  expect([code, err]).toEqual([0, '']);
  expect(out.split('\n')).toEqual([
    `alice (alice@example.com) is a user of ${shop} now, with the role admin`,
    'Cognito has mailed a temporary password to alice@example.com; it is good for 7 days',
    'Next: open the board (BoardUrl of the stack), or tocsin login --api-url URL',
    '',
  ]);
  expect(fake.user(shop, 'alice')).toMatchObject({ email: 'alice@example.com', groups: ['admin'] });
  expect(fake.mailed).toEqual(['alice@example.com']);
});

describe('run again', () => {
  test('it changes nothing, mails nothing, and says so', async () => {
    await alice();
    fake.asked.length = 0;
    const { code, out } = await alice();
    expect([code, changed(), fake.mailed]).toEqual([0, [], ['alice@example.com']]);
    expect(out.split('\n')).toEqual([
      `alice is a user of ${shop} already, with the role admin: nothing was changed`,
      'alice has not signed in yet; --resend mails a new temporary password to alice@example.com',
      '',
    ]);
  });

  test('after the first sign-in too, with nothing left to mail', async () => {
    await alice();
    fake.user(shop, 'alice').status = 'CONFIRMED';
    expect((await alice()).out).toBe(`alice is a user of ${shop} already, with the role admin: nothing was changed\n`);
  });

  test('it completes what a refusal has cut off after the user was made', async () => {
    fake.refuses.set('AdminAddUserToGroup', {
      code: 'AccessDeniedException',
      message:
        'User: arn:aws:iam::111122223333:user/ana is not authorized to perform: cognito-idp:AdminAddUserToGroup on resource: x',
    });
    const first = await alice();
    expect(first.code).toBe(1);
    expect(first.err).toContain(`alice is a user of ${shop} now, without a role: run the command again`);
    expect(first.err).toContain('add-user needs tag:GetResources');
    fake.refuses.clear();
    const { code, out } = await alice();
    expect([code, out.split('\n')[0]]).toEqual([0, `alice was a user of ${shop} already, and has the role admin now`]);
    expect(fake.mailed).toHaveLength(1);
  });

  test('with --resend, a new temporary password is mailed to somebody who has not signed in yet', async () => {
    await alice();
    const { code, out } = await alice('--resend');
    expect([code, fake.mailed]).toEqual([0, ['alice@example.com', 'alice@example.com']]);
    expect(out).toContain('Cognito has mailed a temporary password');
  });

  test('with --resend for somebody who has a password of their own, it is refused and says how to get in', async () => {
    await alice();
    fake.user(shop, 'alice').status = 'CONFIRMED';
    const { code, err } = await alice('--resend');
    expect([code, err]).toEqual([5, expect.stringContaining('Forgot your password?')]);
  });

  test('with a lower role, it says that the higher one counts', async () => {
    await alice();
    const { out } = await addUser('alice', '--email', 'alice@example.com', '--role', 'viewer');
    expect(out).toContain('has the role viewer now');
    expect(out).toContain('alice is also in the group admin, and the highest role counts');
  });
});

test('for programs it says the same as JSON', async () => {
  const { out } = await alice('--output', 'json');
  expect(JSON.parse(out)).toEqual({
    userPool: shop,
    person: 'alice',
    email: 'alice@example.com',
    role: 'admin',
    made: true,
    mailed: true,
    added: true,
    roles: ['admin'],
    invited: true,
  });
});

describe('which pool', () => {
  test('no deployment in the account: exit 4', async () => {
    const none = new FakeUserPools();
    const { code, err } = await tocsinHere(
      ['add-user', 'alice', '--email', 'a@example.com', '--role', 'admin'],
      await none.listen(),
    );
    none.close();
    expect([code, err]).toEqual([4, 'no deployment of Tocsin in eu-central-1 of this account\n']);
  });

  test('several: it lists them, and takes the one that is named', async () => {
    fake.deploy('garden', 'eu-central-1_Garden');
    const { code, err } = await alice();
    expect([code, err]).toEqual([2, expect.stringContaining('--deployment: garden, shop')]);
    expect((await alice('--deployment', 'garden')).code).toBe(0);
    expect(fake.user('eu-central-1_Garden', 'alice').groups).toEqual(['admin']);
  });

  test('an issuer of its own: it says where the role comes from instead', async () => {
    fake.deploy('field');
    const { code, err } = await alice('--deployment', 'field');
    expect(code).toBe(4);
    expect(err).toContain('field has no user pool of its own: its people sign in at the issuer that signIn names');
    expect(err).toContain('put them into a group that signIn.groupRoles maps to it');
    expect(changed()).toEqual([]);
  });

  test('a pool that a deleted stack has left behind: which one cannot be told from tags, so it asks', async () => {
    fake.leave('shop', 'eu-central-1_Old');
    const { code, err } = await alice();
    expect([code, err]).toEqual([2, expect.stringContaining(`--user-pool: ${shop}, eu-central-1_Old`)]);
    expect((await alice('--user-pool', shop)).code).toBe(0);
    expect(fake.user(shop, 'alice').groups).toEqual(['admin']);
  });

  test('what is left of a deployment whose queues are gone is no deployment', async () => {
    fake.leave('gone', 'eu-central-1_Gone');
    expect((await alice()).code).toBe(0);
    expect(fake.user(shop, 'alice').groups).toEqual(['admin']);
  });

  test('a pool that is not there, and what is no id of one', async () => {
    const missing = await alice('--user-pool', 'eu-central-1_Nowhere');
    expect([missing.code, missing.err]).toEqual([
      4,
      expect.stringContaining('no user pool eu-central-1_Nowhere in this account'),
    ]);
    const wrong = await alice('--user-pool', 'shop');
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('expected an id such as')]);
  });

  test('a pool without the groups is none of Tocsin’s', async () => {
    fake.leave('other', 'eu-central-1_Other', []);
    const { code, err } = await alice('--user-pool', 'eu-central-1_Other');
    expect([code, err]).toEqual([4, expect.stringContaining('has no group admin')]);
  });
});

describe('what cannot be is said in words', () => {
  test('the name is somebody else’s: nothing is changed', async () => {
    await alice();
    fake.asked.length = 0;
    const { code, err } = await addUser('alice', '--email', 'alice@other.example', '--role', 'admin');
    expect([code, err]).toEqual([5, expect.stringContaining('is there with the address alice@example.com')]);
    expect(changed()).toEqual([]);
  });

  test('the address is somebody else’s', async () => {
    await alice();
    const { code, err } = await addUser('ana', '--email', 'alice@example.com', '--role', 'admin');
    expect([code, err]).toEqual([5, expect.stringContaining('alice@example.com is that of the user alice')]);
    expect(fake.pools.get(shop)?.users.map(({ name }) => name)).toEqual(['alice']);
  });

  test('somebody makes the same user at the same moment', async () => {
    fake.before = (action) => {
      if (action !== 'AdminCreateUser') return;
      fake.pools.get(shop)?.users.push({
        name: 'alice',
        email: 'alice@example.com',
        status: 'FORCE_CHANGE_PASSWORD',
        isEnabled: true,
        groups: [],
      });
    };
    const { code, err } = await alice();
    expect([code, err]).toEqual([5, expect.stringContaining('run the command again')]);
    fake.before = () => {};
    expect((await alice()).code).toBe(0);
  });

  test('a user that is disabled', async () => {
    await alice();
    fake.user(shop, 'alice').isEnabled = false;
    expect(await alice()).toMatchObject({ code: 5, err: expect.stringContaining('alice is disabled') });
  });

  test.each([
    [['alice@example.com', '--email', 'alice@example.com', '--role', 'admin'], 'expected an id of people.yaml'],
    [['alice', '--email', 'alice', '--role', 'admin'], 'expected an address such as'],
    [['alice', '--email', 'alice@example.com', '--role', 'root'], 'Allowed choices are viewer'],
    [['alice', '--email', 'alice@example.com'], "required option '--role <role>'"],
  ])('%j: exit 2, AWS is not asked', async (args, words) => {
    const { code, err } = await addUser(...args);
    expect([code, err, fake.asked]).toEqual([2, expect.stringContaining(words), []]);
  });

  test('an address that Cognito does not take', async () => {
    const { code, err } = await addUser('alice', '--email', 'alice@ex!ample.com', '--role', 'admin');
    expect([code, err]).toEqual([1, 'AWS refuses: Invalid email address format. (InvalidParameterException)\n']);
  });

  test('a mail that could not be delivered: the user is there, and --resend mails again', async () => {
    fake.dead.add('alice@example.com');
    const { code, err } = await alice();
    expect([code, err]).toEqual([
      1,
      expect.stringContaining('could not mail the temporary password to alice@example.com'),
    ]);
    fake.dead.clear();
    const again = await alice('--resend');
    expect([again.code, fake.mailed, fake.user(shop, 'alice').groups]).toEqual([0, ['alice@example.com'], ['admin']]);
  });

  test.each([
    ['AdminGetUser', 'AccessDeniedException', 'cognito-idp:AdminCreateUser'],
    ['AdminGetUser', 'NotAuthorizedException', 'cognito-idp:AdminCreateUser'],
    ['GetResources', 'AccessDeniedException', 'tag:GetResources (not with --user-pool)'],
    ['AdminCreateUser', 'TooManyRequestsException', 'run the command again in a minute'],
  ])('%s answers %s', async (action, code, words) => {
    fake.refuses.set(action, { code, message: 'said by AWS' });
    const ended = await alice();
    expect(ended).toMatchObject({ code: 1, err: expect.stringContaining(`AWS refuses: said by AWS (${code})`) });
    expect(ended.err).toContain(words);
  });
});
