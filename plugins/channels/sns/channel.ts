import type { ChannelPlugin } from '../channel.ts';
import { SnsPlace } from './place.ts';

/** Notices to SNS topics (docs.aws.amazon.com/sns, Publish): 256 KB, a subject of less than 100 ASCII characters. */
export const sns: ChannelPlugin = {
  tool: 'sns',
  title: 'SNS',
  places: [
    {
      tool: 'sns',
      schema: SnsPlace,
      limits: { text: 250_000, subject: 100, recipients: 1, buttons: 25 },
      addresses: (place) => [SnsPlace.parse(place).topic],
      secrets: () => [],
      needs: (place) => ({ topics: [SnsPlace.parse(place).topic] }),
    },
  ],
  person: 'none',
  capabilities: {
    buttons: false,
    threads: false,
    invitations: false,
    rooms: false,
    lifecycle: false,
    chat: false,
    receipts: 'accepted',
  },
  rights: [{ actions: ['sns:Publish'], resources: 'topics' }],
  environment: () => ({}),
  load: () => import('./send.ts'),
  fake: () => import('./fake.ts'),
  samples: {
    places: { sns: { tool: 'sns', topic: 'incidents' } },
    address: 'none',
    notice: 'message',
    refusal: 'undeliverable',
    repeats: 'labelled',
  },
};
