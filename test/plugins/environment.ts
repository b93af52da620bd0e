import type { Deployment } from '#plugins/plugin';
import type { Variables } from '#plugins/variables';

export const topicArn = 'arn:aws:sns:eu-central-1:123456789012:incidents';

/** The variables that a plugin declares, in a deployment that finds providers at the given endpoints. */
export const environmentAt = (
  plugin: { environment: (deployment: Deployment) => Variables },
  endpoints: Readonly<Record<string, string>> = {},
): Variables =>
  plugin.environment({
    endpoints,
    apiUrl: 'https://tocsin.example.com',
    mailFrom: 'tocsin@example.com',
    originationIdentity: undefined,
  });
