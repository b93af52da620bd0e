import * as z from 'zod';
import type { ChannelPlugin } from '../channel.ts';

const UserKey = z.string().regex(/^[A-Za-z0-9]{30}$/, 'a Pushover user key has 30 letters and digits');

/** A message has 1,024 characters and one link (pushover.net/api#limits). */
const limits = { text: 1_024, subject: null, recipients: 1, buttons: 1 };

/**
 * Push notifications by Pushover (pushover.net/api). A page is an emergency: the phone rings, also in Do-Not-Disturb, every minute until
 * somebody acknowledges it there, 50 times at most. An acknowledgement there counts once its receipt has been read.
 */
export const pushover: ChannelPlugin = {
  tool: 'pushover',
  title: 'Pushover',
  way: 'push',
  places: [],
  secrets: ['pushover'],
  person: {
    field: 'pushover',
    schema: UserKey,
    limits,
    quiet: true,
    push: true,
    duty: false,
    secret: false,
    rings: { seconds: 3_000 },
  },
  capabilities: {
    buttons: false,
    threads: false,
    invitations: false,
    rooms: false,
    lifecycle: false,
    chat: false,
    receipts: 'acknowledged',
  },
  setUp: [
    {
      what: 'a licence for each phone',
      cure: 'buy it in the app before its 30 days of trial end',
      takes: 'minutes',
    },
    {
      what: 'Do-Not-Disturb lets emergencies through',
      cure: 'allow critical alerts for the Pushover app on each phone',
      takes: 'minutes',
    },
  ],
  hears:
    'create a secret {secrets}hooks/pushover of 24 and more random letters and digits: {api}/v1/hooks/pushover/<that> is called',
  rights: [{ actions: ['secretsmanager:GetSecretValue'], resources: 'channel-secrets' }],
  environment: ({ endpoints, apiUrl }) => ({
    PUSHOVER_URL: endpoints['pushover'],
    PUSHOVER_CALLBACK: `${apiUrl}/v1/hooks/pushover`,
  }),
  load: () => import('./send.ts'),
  hook: { keyed: true, load: () => import('./hook.ts') },
  fake: () => import('./fake.ts'),
  samples: {
    places: {},
    address: 'uv28ExMau2eUIY0AxJRUX6fiGgsxhg',
    notice: 'message',
    refusal: 'undeliverable',
    repeats: 'labelled',
  },
};
