import { provides } from '#adapters/aws/provide';
import type { Secrets } from '#app/ports';

/** The secrets by which calls of providers are verified; their client is loaded when a hook is called, and not for people's pages. */
export const lazyHookSecrets = (): Secrets => ({
  async get(name, options) {
    const { hookSecrets } = await import('#adapters/aws/secrets');
    return hookSecrets().secrets.get(name, options);
  },
});

/** The secrets whose prefix this handler's environment names; their client is loaded when the first is asked for. */
export const lazySecrets = (): Secrets => ({
  async get(name, options) {
    const { secretPorts } = await import('#adapters/aws/secrets');
    return secretPorts().secrets.get(name, options);
  },
});

/** Those below a folder of the prefix alone; the client is loaded when the first is asked for. */
export const lazySecretsIn = (folder: string): Secrets => {
  let made: Promise<Secrets> | undefined;
  return {
    async get(name, options) {
      made ??= import('#adapters/aws/secrets').then(({ secretsIn }) => secretsIn(folder));
      return (await made).get(name, options);
    },
  };
};

/** The secrets by which sources that post are known. */
export const sourceSecrets = lazySecretsIn('sources/');
export const sourcePorts = provides('sourceSecrets', () => sourceSecrets);
