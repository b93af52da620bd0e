import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  CodeDeliveryFailureException,
  CognitoIdentityProviderClient,
  ResourceNotFoundException,
  UserNotFoundException,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { isAtLeast, type Role, roles } from '#app/api/roles';
import { asking, clientOf, type Where } from '../aws.ts';
import { Ends, exit } from '../exit.ts';
import { type Output, say } from '../words.ts';
import { userPool } from './user-pool.ts';

export interface AddUser extends Output, Where {
  email: string;
  role: Role;
  resend?: true;
  deployment?: string;
  userPool?: string;
}

/** What the person who runs the command has to have; Tocsin's own roles do not. */
const needed =
  'add-user needs tag:GetResources (not with --user-pool), and on the user pool cognito-idp:AdminGetUser, cognito-idp:AdminCreateUser, cognito-idp:AdminListGroupsForUser and cognito-idp:AdminAddUserToGroup';

/** A user as the pool has them. */
interface User {
  email: string | undefined;
  isEnabled: boolean;
  /** Has a temporary password, and has not used it. */
  isInvited: boolean;
}
interface Pool {
  cognito: CognitoIdentityProviderClient;
  id: string;
}

/**
 * Makes the user and gives the role, or says what was there already: run again, it completes what a run that failed has left. Throws `Ends`
 * where the name or the address is somebody else's, and for what AWS refuses.
 */
export async function add(person: string, options: AddUser): Promise<void> {
  const { email, role, resend = false } = options;
  check(person, email);
  const done = await asking(needed, async () => {
    const { id, region } = await userPool(options);
    const cognito = new CognitoIdentityProviderClient(clientOf({ ...options, region }));
    const pool = { cognito, id };
    const before = await found(pool, person);
    if (before) fits(before, person, email);
    if (!before) await make(pool, person, email);
    else if (resend) await mailAgain(pool, person, before);
    const added = await give(pool, person, role).catch((error: unknown) => {
      if (!before) process.stderr.write(`${person} is a user of ${id} now, without a role: run the command again\n`);
      throw error;
    });
    const held = await rolesOf(pool, person);
    const mailed = !before || resend;
    return {
      userPool: id,
      person,
      email,
      role,
      made: !before,
      mailed,
      added,
      roles: held,
      invited: mailed || before.isInvited,
    };
  });
  say(options, done, () => textOf(done));
}

/** What Cognito would refuse without saying what is meant. */
function check(person: string, email: string): void {
  if (person.includes('@'))
    throw new Ends(
      exit.usage,
      `error: '${person}' is an address: expected an id of people.yaml, and the address with --email (Cognito takes no address as user name where people also sign in by theirs)`,
    );
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    throw new Ends(exit.usage, `error: --email: expected an address such as you@example.com, not '${email}'`);
}

async function found({ cognito, id }: Pool, name: string): Promise<(User & { name: string }) | undefined> {
  try {
    const user = await cognito.send(new AdminGetUserCommand({ UserPoolId: id, Username: name }));
    return {
      name: user.Username ?? name,
      email: user.UserAttributes?.find(({ Name }) => Name === 'email')?.Value,
      isEnabled: user.Enabled !== false,
      isInvited: user.UserStatus === 'FORCE_CHANGE_PASSWORD',
    };
  } catch (error) {
    if (error instanceof UserNotFoundException) return undefined;
    if (error instanceof ResourceNotFoundException)
      throw new Ends(exit.notFound, `no user pool ${id} in this account: UserPoolId of the stack's outputs is its id`);
    throw error;
  }
}

/** Whether the user that is there is the one who is meant. */
function fits({ email, isEnabled }: User, person: string, wanted: string): void {
  if (email?.toLowerCase() !== wanted.toLowerCase())
    throw new Ends(
      exit.conflict,
      `the user ${person} is there with ${email === undefined ? 'no address' : `the address ${email}`}, not ${wanted}: nothing was changed; give that address, or change it in the console of Cognito first`,
    );
  if (!isEnabled)
    throw new Ends(
      exit.conflict,
      `the user ${person} is disabled, and could not sign in: nothing was changed; enable them in the console of Cognito first`,
    );
}

async function make(pool: Pool, person: string, email: string): Promise<void> {
  try {
    await pool.cognito.send(
      new AdminCreateUserCommand({
        UserPoolId: pool.id,
        Username: person,
        DesiredDeliveryMediums: ['EMAIL'],
        UserAttributes: [
          { Name: 'email', Value: email },
          { Name: 'email_verified', Value: 'true' },
        ],
      }),
    );
  } catch (error) {
    if (error instanceof CodeDeliveryFailureException) throw notMailed(email, error);
    if (!(error instanceof UsernameExistsException)) throw error;
    const other = await found(pool, email);
    throw new Ends(
      exit.conflict,
      other === undefined || other.name === person
        ? `the user ${person} was made by somebody else just now: run the command again`
        : `the address ${email} is that of the user ${other.name}: nothing was changed; use that name, or another address`,
    );
  }
}

async function mailAgain({ cognito, id }: Pool, person: string, { email = '', isInvited }: User): Promise<void> {
  if (!isInvited)
    throw new Ends(
      exit.conflict,
      `${person} has a password already, and --resend mails a temporary one: nothing was changed; "Forgot your password?" on the page to sign in mails a code`,
    );
  try {
    await cognito.send(
      new AdminCreateUserCommand({
        UserPoolId: id,
        Username: person,
        MessageAction: 'RESEND',
        DesiredDeliveryMediums: ['EMAIL'],
      }),
    );
  } catch (error) {
    if (error instanceof CodeDeliveryFailureException) throw notMailed(email, error);
    throw error;
  }
}

const notMailed = (email: string, { message }: Error): Ends =>
  new Ends(
    exit.failure,
    `Cognito could not mail the temporary password to ${email}: ${message}\nrun the command again, with --resend, once the address takes mail`,
  );

/** Whether the role is new to the person. */
async function give(pool: Pool, person: string, role: Role): Promise<boolean> {
  if ((await rolesOf(pool, person)).includes(role)) return false;
  try {
    await pool.cognito.send(new AdminAddUserToGroupCommand({ UserPoolId: pool.id, Username: person, GroupName: role }));
    return true;
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    throw new Ends(exit.notFound, `the user pool ${pool.id} has no group ${role}, so it is none that Tocsin has made`);
  }
}

/** The roles that a person's groups give, the least first. */
async function rolesOf({ cognito, id }: Pool, person: string): Promise<Role[]> {
  const groups = new Set<string | undefined>();
  let page: string | undefined;
  do {
    const answer = await cognito.send(
      new AdminListGroupsForUserCommand({
        UserPoolId: id,
        Username: person,
        ...(page === undefined ? {} : { NextToken: page }),
      }),
    );
    for (const { GroupName } of answer.Groups ?? []) groups.add(GroupName);
    page = answer.NextToken;
  } while (page !== undefined);
  return roles.filter((role) => groups.has(role));
}

interface Done {
  userPool: string;
  person: string;
  email: string;
  role: Role;
  made: boolean;
  mailed: boolean;
  added: boolean;
  roles: Role[];
  invited: boolean;
}

function textOf({ userPool: pool, person, email, role, made, mailed, added, roles: held, invited }: Done): string {
  const highest = held.at(-1) ?? role;
  return [
    made
      ? `${person} (${email}) is a user of ${pool} now, with the role ${role}`
      : added
        ? `${person} was a user of ${pool} already, and has the role ${role} now`
        : `${person} is a user of ${pool} already, with the role ${role}${mailed ? '' : ': nothing was changed'}`,
    ...(isAtLeast(role, highest)
      ? []
      : [
          `${person} is also in the group ${highest}, and the highest role counts: take them out of it in the console of Cognito if they should have less`,
        ]),
    ...(mailed
      ? [`Cognito has mailed a temporary password to ${email}; it is good for 7 days`]
      : invited
        ? [`${person} has not signed in yet; --resend mails a new temporary password to ${email}`]
        : []),
    ...(made || mailed ? ['Next: open the board (BoardUrl of the stack), or tocsin login --api-url URL'] : []),
  ].join('\n');
}
