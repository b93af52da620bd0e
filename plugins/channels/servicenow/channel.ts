import type { ChannelPlugin } from '../channel.ts';
import { ServiceNowPlace } from './place.ts';

/** ServiceNow by its Table API: a short description has 160 characters, a description or work note 4,000. */
export const servicenow: ChannelPlugin = {
  tool: 'servicenow',
  title: 'ServiceNow',
  places: [
    {
      tool: 'servicenow',
      schema: ServiceNowPlace,
      limits: { text: 4_000, subject: 160, recipients: 1, buttons: 25 },
      addresses: (place) => [ServiceNowPlace.parse(place).table],
      secrets: (place) => [ServiceNowPlace.parse(place).secret],
      maps: (place) => {
        const { impact, urgency } = ServiceNowPlace.parse(place);
        return Object.entries({ impact, urgency }).map(([field, map]) => ({
          field,
          names: Object.keys(map),
          of: 'severity' as const,
        }));
      },
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
    history: true,
  },
  setUp: [
    {
      what: 'an account of ServiceNow that may read, create and write records of the table by the Table API',
      cure: 'give it a role for that (itil for incidents), and put user:password under the secret that the place names',
      takes: 'an hour',
    },
  ],
  rights: [{ actions: ['secretsmanager:GetSecretValue'], resources: 'channel-secrets' }],
  environment: ({ endpoints }) => ({ SERVICENOW_URL: endpoints['servicenow'] }),
  load: () => import('./send.ts'),
  fake: () => import('./fake.ts'),
  samples: {
    places: {
      servicenow: {
        tool: 'servicenow',
        base: 'https://example.service-now.com',
        secret: 'servicenow',
        fields: { assignment_group: 'Operations' },
        impact: { SEV1: '1', SEV2: '2' },
        urgency: { SEV1: '1', SEV2: '2' },
        resolve: { code: 'Solution provided' },
        reopen: {},
      },
    },
    address: 'none',
    notice: 'ticket',
    refusal: 'undeliverable',
    repeats: 'recognised',
  },
};
