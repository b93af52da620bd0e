import { ParameterNotFoundError } from '@aws-lambda-powertools/parameters/errors';
import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { settings } from '#adapters/aws/environment';
import { provides } from '#adapters/aws/provide';
import { sdk } from '#adapters/aws/sdk';
import type { Secrets } from '#app/ports';
import { NotConfigured } from '#core/errors';

const maxAgeSeconds = 300;
const Together = z.record(z.string(), z.unknown());

/**
 * Secrets, on Secrets Manager, kept for 5 minutes: each by its name in the JSON of the one secret `<prefix>channels`, else as the secret
 * `<prefix><name>`. One that is missing or empty in both throws `NotConfigured` with both ways, and is asked for anew the next time.
 */
export function secretsManager({
  client,
  prefix,
  apart = false,
}: {
  client: SecretsManagerClient;
  prefix: string;
  /** There is no shared secret: each has its own. */
  apart?: boolean;
}): Secrets {
  const provider = new SecretsProvider({ awsSdkV3Client: client });
  const shared = `${prefix}channels`;
  let kept: { until: number; values: Promise<Record<string, unknown>> } | undefined;

  const read = async (fullName: string, forceFetch = false): Promise<string | undefined> => {
    try {
      const secret = await provider.get(fullName, { maxAge: maxAgeSeconds, forceFetch, throwOnMissing: true });
      return typeof secret === 'string' ? secret : new TextDecoder().decode(secret);
    } catch (error) {
      if (error instanceof ParameterNotFoundError) return undefined;
      throw error;
    }
  };
  /** That there is no shared secret is kept as long: else each message of a team without one would ask for it. */
  const together = () => {
    if (kept === undefined || kept.until <= Date.now()) {
      const values = read(shared, true).then((text) => (text === undefined ? {} : valuesOf(shared, text)));
      kept = { until: Date.now() + maxAgeSeconds * 1000, values };
      values.catch(forget);
    }
    return kept.values;
  };
  const forget = () => {
    kept = undefined;
  };

  return {
    async get(name, { fresh = false } = {}) {
      if (fresh) forget();
      const values = apart ? {} : await together();
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (typeof value === 'string' && value !== '') return value;
      const own = await read(prefix + name, fresh);
      if (own !== undefined) return own;
      forget();
      throw new NotConfigured(
        apart ? `a secret ${prefix}${name}` : `'${name}' in the JSON of secret ${shared}, or a secret ${prefix}${name}`,
      );
    },
  };
}

/** The JSON of names and values. Errors name the secret and never quote it: a parser's own message would. */
function valuesOf(name: string, text: string): Record<string, unknown> {
  try {
    const values = Together.safeParse(JSON.parse(text));
    if (values.success) return values.data;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new NotConfigured(`secret ${name}: a JSON object of names and texts`);
}

/** The secrets whose prefix this handler's environment names. */
export const secretPorts = provides('secrets', () =>
  secretsManager({ client: new SecretsManagerClient(sdk), prefix: settings('secrets').SECRET_PREFIX }),
);

/** The secrets below a folder of the prefix, each on its own: `hooks/`, `checks/`, `actions/`. */
export const secretsIn = (folder: string): Secrets =>
  secretsManager({
    client: new SecretsManagerClient(sdk),
    prefix: `${settings('secrets').SECRET_PREFIX}${folder}`,
    apart: true,
  });

/** The secrets by which calls of providers are verified: the function that reads what strangers send may read these and no others. */
export const hookSecrets = provides('secrets', () => secretsIn('hooks/'));
