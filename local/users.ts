import { randomBytes } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { type Role, roles } from '#app/api/roles';
import { engineEnv } from '#local/engine/engine';
import type { StandIn } from './stand-ins.ts';

/** Bearer tokens by role, valid for a day. */
export type Tokens = Record<Role, string>;

/** The user pool of a deployment at the engine. */
export interface Pool {
  engineUrl: string;
  poolId: string;
  clientId: string;
}

/** Signs people in at the engine's own user pool, one for each role. */
export async function tokensFor(pool: Pool, people: Record<Role, StandIn>): Promise<Tokens> {
  const tokens: Partial<Tokens> = {};
  for (const role of roles) tokens[role] = await tokenOf(pool, people[role], role);
  return tokens as Tokens;
}

/** Signs a person in with a role. The token of a person with two roles is issued while they have just that role. */
export async function tokenOf(
  { engineUrl, poolId: UserPoolId, clientId: ClientId }: Pool,
  { person, login }: StandIn,
  role: Role,
): Promise<string> {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = engineEnv(engineUrl);
  const cognito = new CognitoIdentityProviderClient({
    endpoint: engineUrl,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey },
  });
  const Password = `${randomBytes(12).toString('base64url')}aA1!`;
  const user = { UserPoolId, Username: person };
  try {
    await cognito.send(
      new AdminCreateUserCommand({
        ...user,
        MessageAction: 'SUPPRESS',
        UserAttributes: [
          { Name: 'email', Value: login },
          { Name: 'email_verified', Value: 'true' },
        ],
      }),
    );
  } catch (error) {
    if (!(error instanceof UsernameExistsException)) throw error;
  }
  await cognito.send(new AdminSetUserPasswordCommand({ ...user, Password, Permanent: true }));
  await cognito.send(new AdminAddUserToGroupCommand({ ...user, GroupName: role }));
  const signedIn = await cognito.send(
    new AdminInitiateAuthCommand({
      UserPoolId,
      ClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: person, PASSWORD: Password },
    }),
  );
  await cognito.send(new AdminRemoveUserFromGroupCommand({ ...user, GroupName: role }));
  cognito.destroy();
  return signedIn.AuthenticationResult?.AccessToken ?? '';
}
