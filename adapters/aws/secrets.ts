import { ParameterNotFoundError } from '@aws-lambda-powertools/parameters/errors';
import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { settings } from '#adapters/aws/environment';
import { provides } from '#adapters/aws/provide';
import { sdk } from '#adapters/aws/sdk';
import { NotConfigured } from '#core/errors';
import type { Secrets } from '#core/ports';

const maxAgeSeconds = 300;

/** Secrets, on Secrets Manager, kept for 5 minutes; a missing or empty one throws `NotConfigured` with its full name and is not remembered. */
export function secretsManager({ client, prefix }: { client: SecretsManagerClient; prefix: string }): Secrets {
  const provider = new SecretsProvider({ awsSdkV3Client: client });
  return {
    async get(name) {
      const fullName = prefix + name;
      try {
        const secret = await provider.get(fullName, { maxAge: maxAgeSeconds, throwOnMissing: true });
        return typeof secret === 'string' ? secret : new TextDecoder().decode(secret);
      } catch (error) {
        if (error instanceof ParameterNotFoundError) throw new NotConfigured(`secret ${fullName}`, { cause: error });
        throw error;
      }
    },
  };
}

/** The secrets whose prefix this handler's environment names. */
export const secretPorts = provides('secrets', () =>
  secretsManager({ client: new SecretsManagerClient(sdk), prefix: settings('secrets').SECRET_PREFIX }),
);
