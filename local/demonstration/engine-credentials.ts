import { engineEnv } from '#local/engine/engine';

/** What a client of the AWS SDK needs to speak to the local engine. */
export function atEngine(engineUrl: string) {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = engineEnv(engineUrl);
  return { endpoint: engineUrl, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey } };
}
