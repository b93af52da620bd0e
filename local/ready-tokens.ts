import { documentClient } from '#adapters/aws/document-client';
import { dynamoTable } from '#adapters/aws/table';
import { roles } from '#app/api/roles';
import { keys } from '#app/store/keys';
import { engineEnv } from '#local/engine/engine';
import type { StandIns } from './stand-ins.ts';
import type { Tokens } from './users.ts';

/** Puts the four tokens where the board of this very deployment finds them, and offers them as buttons. */
export async function putReady(
  engineUrl: string,
  { tableName, tokens, standIns }: { tableName: string; tokens: Tokens; standIns: StandIns },
): Promise<void> {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = engineEnv(engineUrl);
  const client = documentClient({
    endpoint: engineUrl,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey },
  });
  const ready = roles.map((role) => ({ role, person: standIns[role].person, token: tokens[role] }));
  await dynamoTable({ client, tableName }).write([{ put: { ...keys.readyTokens, v: 1, tokens: ready } }]);
  client.destroy();
}
