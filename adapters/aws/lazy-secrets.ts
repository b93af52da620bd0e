import type { Secrets } from '#app/ports';

/** The secrets whose prefix this handler's environment names; their client is loaded when the first is asked for. */
export const lazySecrets = (): Secrets => ({
  async get(name) {
    const { secretPorts } = await import('#adapters/aws/secrets');
    return secretPorts().secrets.get(name);
  },
});
