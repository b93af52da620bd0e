import { outwards } from '#adapters/aws/outwards';
import { secretPorts } from '#adapters/aws/secrets';
import type { Ports } from '#app/ports';
import { connectChannels } from '#plugins/channels/connect';
import { plugins } from '#plugins/registry';
import { oneAttempt } from '#plugins/sdk-error';

/** Every channel, with its settings from the environment and its credentials by name from Secrets Manager. */
export const channelPorts = async (): Promise<Pick<Ports, 'channels'>> => ({
  channels: await connectChannels(plugins.channels, {
    http: outwards,
    secrets: secretPorts().secrets,
    env: process.env,
    aws: oneAttempt,
  }),
});
