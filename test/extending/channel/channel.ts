import * as z from 'zod';
import type { Limits } from '#core/playbook/vocabulary';
import type { ChannelPlugin } from '#plugins/channels/channel';
import { MattermostPlace } from './place.ts';

/** A post has 16,383 characters; a longer one is split into several. */
const limits: Limits = { text: 16_383, subject: null, recipients: 1, buttons: 25 };

/** Mattermost by incoming webhooks (developers.mattermost.com): channels and direct messages. */
export const mattermost: ChannelPlugin = {
  tool: 'mattermost',
  title: 'Mattermost',
  places: [
    {
      tool: 'mattermost',
      schema: MattermostPlace,
      limits,
      addresses: (place) => [MattermostPlace.parse(place).channel],
      secrets: (place) => [MattermostPlace.parse(place).secret],
    },
  ],
  person: {
    field: 'mattermost',
    schema: z.string().regex(/^[a-z][a-z0-9._-]{2,21}$/, 'expected a user name such as alice'),
    limits,
    quiet: true,
    duty: false,
    secret: false,
  },
  capabilities: {
    buttons: false,
    threads: false,
    invitations: false,
    rooms: false,
    lifecycle: false,
    chat: true,
    receipts: 'accepted',
  },
  rights: [{ actions: ['secretsmanager:GetSecretValue'], resources: 'channel-secrets' }],
  environment: ({ endpoints }) => ({ MATTERMOST_URL: endpoints['mattermost'] }),
  load: () => import('./send.ts'),
  fake: () => import('./fake.ts'),
  samples: {
    places: { mattermost: { tool: 'mattermost', channel: 'incidents', secret: 'mattermost' } },
    address: 'alice',
    notice: 'message',
    refusal: 'undeliverable',
    repeats: 'labelled',
  },
};
