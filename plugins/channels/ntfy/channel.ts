import type { ChannelPlugin } from '../channel.ts';
import { NtfyAddress, NtfyPlace } from './place.ts';

/** A message has 4,096 bytes, what is longer becomes an attachment; it shows three actions (docs.ntfy.sh/publish). */
const limits = { text: 4_096, subject: null, recipients: 1, buttons: 3 };

/** Push notifications by ntfy (docs.ntfy.sh), on a server of one's own or the public one: a page has the highest priority. */
export const ntfy: ChannelPlugin = {
  tool: 'ntfy',
  title: 'ntfy',
  posts: true,
  places: [
    {
      tool: 'ntfy',
      schema: NtfyPlace,
      limits,
      addresses: (place) => [NtfyPlace.parse(place).topic],
      secrets: (place) => [NtfyPlace.parse(place).secret ?? []].flat(),
    },
  ],
  person: {
    field: 'ntfy',
    schema: NtfyAddress,
    limits,
    quiet: true,
    wakes: true,
    push: true,
    duty: false,
    secret: false,
  },
  capabilities: {
    buttons: false,
    threads: false,
    invitations: false,
    rooms: false,
    lifecycle: false,
    chat: false,
    receipts: 'accepted',
  },
  setUp: [
    {
      what: 'on a server of one’s own, push to iPhones',
      cure: 'set upstream-base-url: https://ntfy.sh in its server.yml, else iOS is told only when the app is opened',
      takes: 'minutes',
    },
    {
      what: 'Do-Not-Disturb lets the highest priority through',
      cure: 'allow it for the ntfy app on each phone, and subscribe to the topic there',
      takes: 'minutes',
    },
  ],
  rights: [{ actions: ['secretsmanager:GetSecretValue'], resources: 'channel-secrets' }],
  environment: ({ endpoints }) => ({ NTFY_URL: endpoints['ntfy'] }),
  load: () => import('./send.ts'),
  fake: () => import('./fake.ts'),
  samples: {
    places: { ntfy: { tool: 'ntfy', topic: 'oncall-team-x7Gq2', secret: 'ntfy' } },
    address: 'oncall-alice-jKlG98BZpA',
    notice: 'message',
    refusal: 'undeliverable',
    repeats: 'labelled',
  },
};
