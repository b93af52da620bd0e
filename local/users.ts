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

/** Bearer tokens by role, valid for a day. */
export type Tokens = Record<Role, string>;

/** Signs people in at the engine's own user pool. Each token of a person with two roles was issued while they had just that role. */
export async function tokensFor(options: {
  engineUrl: string;
  poolId: string;
  clientId: string;
  people: Record<keyof Tokens, { person: string; login: string }>;
}): Promise<Tokens> {
  const { engineUrl, poolId: UserPoolId, clientId: ClientId, people } = options;
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = engineEnv(engineUrl);
  const cognito = new CognitoIdentityProviderClient({
    endpoint: engineUrl,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey },
  });
  const tokens: Partial<Tokens> = {};
  for (const role of roles) {
    const { person, login } = people[role];
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
    tokens[role] = signedIn.AuthenticationResult?.AccessToken ?? '';
    await cognito.send(new AdminRemoveUserFromGroupCommand({ ...user, GroupName: role }));
  }
  cognito.destroy();
  return tokens as Tokens;
}
