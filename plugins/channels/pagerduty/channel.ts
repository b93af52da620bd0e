import * as z from 'zod';
import { Id } from '#core/playbook/words';
import type { ChannelPlugin } from '../channel.ts';
import { PagerdutyPlace } from './place.ts';

/** PagerDuty by Events API v2 (developer.pagerduty.com): a summary has 1,024 characters. */
const limits = { text: 1_024, subject: null, recipients: 1, buttons: 25 };

const UserId = z.string().regex(/^[A-Z0-9]{5,20}$/, 'expected the id of a PagerDuty user, such as PALICE1');

export const pagerduty: ChannelPlugin = {
  tool: 'pagerduty',
  title: 'PagerDuty',
  way: 'pagerduty',
  places: [
    {
      tool: 'pagerduty',
      schema: PagerdutyPlace,
      limits,
      addresses: (place) => [PagerdutyPlace.parse(place).secret],
      secrets: (place) => [PagerdutyPlace.parse(place).secret],
    },
  ],
  person: {
    field: 'pagerduty',
    schema: Id,
    limits,
    quiet: false,
    duty: false,
    secret: true,
    user: { field: 'pagerdutyUser', schema: UserId },
  },
  capabilities: {
    buttons: false,
    threads: false,
    invitations: false,
    rooms: false,
    lifecycle: true,
    chat: false,
    receipts: 'accepted',
  },
  setUp: [
    {
      what: 'an integration key of Events API v2 for each person and place',
      cure: 'add the integration to a service of each person, and put its key under the secret that people.yaml names',
      takes: 'an hour',
    },
  ],
  hears:
    'create a webhook subscription v3 to {api}/v1/hooks/pagerduty, and put its secret into a secret {secrets}hooks/pagerduty',
  rights: [{ actions: ['secretsmanager:GetSecretValue'], resources: 'channel-secrets' }],
  environment: ({ endpoints }) => ({ PAGERDUTY_URL: endpoints['pagerduty'] }),
  load: () => import('./send.ts'),
  hook: { keyed: false, load: () => import('./hook.ts') },
  fake: () => import('./fake.ts'),
  samples: {
    places: { pagerduty: { tool: 'pagerduty', secret: 'pagerduty-status' } },
    address: 'pagerduty-alice',
    notice: 'message',
    refusal: 'undeliverable',
    repeats: 'labelled',
  },
};
