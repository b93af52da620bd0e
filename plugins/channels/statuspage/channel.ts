import type { ChannelPlugin } from '../channel.ts';
import { StatuspagePlace } from './place.ts';

/** Statuspage by its REST API (developer.statuspage.io): a name of 255 characters, a body of 25,000. */
export const statuspage: ChannelPlugin = {
  tool: 'statuspage',
  title: 'Statuspage',
  shownAs: 'status-page',
  places: [
    {
      tool: 'statuspage',
      schema: StatuspagePlace,
      limits: { text: 25_000, subject: 255, recipients: 1, buttons: 0 },
      addresses: (place) => [StatuspagePlace.parse(place).page],
      secrets: (place) => [StatuspagePlace.parse(place).secret],
      maps: (place) => [
        { field: 'components', names: Object.keys(StatuspagePlace.parse(place).components), of: 'service' },
      ],
    },
  ],
  person: 'none',
  capabilities: {
    buttons: false,
    threads: false,
    invitations: false,
    rooms: false,
    lifecycle: true,
    chat: false,
    receipts: 'accepted',
  },
  rights: [{ actions: ['secretsmanager:GetSecretValue'], resources: 'channel-secrets' }],
  environment: ({ endpoints }) => ({ STATUSPAGE_URL: endpoints['statuspage'] }),
  load: () => import('./send.ts'),
  fake: () => import('./fake.ts'),
  samples: {
    places: { statuspage: { tool: 'statuspage', page: 'page1', secret: 'statuspage' } },
    address: 'none',
    notice: 'status-page',
    refusal: 'undeliverable',
    repeats: 'recognised',
  },
};
