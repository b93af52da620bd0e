import type { ChannelPlugin } from '../channel.ts';
import { mostText, mostTitle } from './body.ts';
import { InAppPlace } from './place.ts';

/** The team's own application, which shows its users a notice while an incident lasts. What its API must do: docs/playbooks.md#in-app-notices. */
export const inApp: ChannelPlugin = {
  tool: 'in-app',
  title: 'In-app notice',
  places: [
    {
      tool: 'in-app',
      schema: InAppPlace,
      limits: { text: mostText, subject: mostTitle, recipients: 1, buttons: 0 },
      addresses: (place) => [InAppPlace.parse(place).path],
      secrets: (place) => [InAppPlace.parse(place).secret],
    },
  ],
  person: 'none',
  capabilities: {
    buttons: false,
    threads: false,
    invitations: false,
    rooms: false,
    lifecycle: true,
    withdraws: true,
    chat: false,
    receipts: 'accepted',
  },
  rights: [{ actions: ['secretsmanager:GetSecretValue'], resources: 'channel-secrets' }],
  environment: ({ endpoints }) => ({ IN_APP_URL: endpoints['in-app'] }),
  load: () => import('./send.ts'),
  fake: () => import('./fake.ts'),
  samples: {
    places: {
      'in-app': {
        tool: 'in-app',
        base: 'https://api.example.com',
        path: '/notices',
        secret: 'in-app',
        link: 'https://status.example.com',
      },
    },
    address: 'none',
    notice: 'message',
    refusal: 'undeliverable',
    repeats: 'recognised',
  },
};
