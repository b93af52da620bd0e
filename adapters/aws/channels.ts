import { published } from '#adapters/aws/deployed';
import { lazySecrets } from '#adapters/aws/lazy-secrets';
import { outwards } from '#adapters/aws/outwards';
import { provides } from '#adapters/aws/provide';
import { own } from '#core/own';
import { connectChannels } from '#plugins/channels/connect';
import { channels } from '#plugins/channels/registry';
import { oneAttempt } from '#plugins/sdk-error';

/** Every channel, with its settings from the environment and its credentials by name from Secrets Manager. */
export const channelPorts = provides('channels', () =>
  connectChannels(channels, {
    http: outwards,
    secrets: lazySecrets(),
    env: process.env,
    topicArn: (name) => own(published().topics, name),
    aws: oneAttempt,
  }),
);
