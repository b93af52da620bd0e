import type { ChannelPlugin } from '../channel.ts';
import { mostSubject, mostText } from './body.ts';
import { StatusApiPlace } from './place.ts';

/**
 * A status API of the team's own. What it must do: take JSON at an address, once for each `Idempotency-Key` and with the same answer for the same,
 * and answer 2xx, with `update` and the id of what it has made. 4xx is a refusal, 429 with `Retry-After` asks for patience.
 */
export const statusApi: ChannelPlugin = {
  tool: 'status-api',
  title: 'Status API',
  places: [
    {
      tool: 'status-api',
      schema: StatusApiPlace,
      limits: { text: mostText, subject: mostSubject, recipients: 1, buttons: 25 },
      addresses: (place) => [StatusApiPlace.parse(place).path],
      secrets: (place) => [StatusApiPlace.parse(place).secret],
      maps: (place) =>
        Object.entries(StatusApiPlace.parse(place).body).flatMap(([field, source]) =>
          typeof source === 'object' && 'of' in source && source.of === 'severity'
            ? [{ field: ['body', field, 'map'], names: Object.keys(source.map), of: 'severity' as const }]
            : [],
        ),
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
  rights: [{ actions: ['secretsmanager:GetSecretValue'], resources: 'channel-secrets' }],
  environment: ({ endpoints }) => ({ STATUS_API_URL: endpoints['status-api'] }),
  load: () => import('./send.ts'),
  fake: () => import('./fake.ts'),
  samples: {
    places: {
      'status-api': {
        tool: 'status-api',
        base: 'https://status.example.com',
        path: '/incidents',
        update: { path: '/incidents/{id}', id: 'incident.id' },
        secret: 'status-api',
        body: {
          'incident.title': 'subject',
          'incident.message': 'text',
          'incident.state': 'status',
          'incident.level': { of: 'severity', map: { SEV1: 'critical', SEV2: 'major' } },
          'incident.services': 'services',
          'incident.links': 'links',
          page: { is: '/incidents' },
        },
      },
    },
    address: 'none',
    notice: 'status-page',
    refusal: 'undeliverable',
    repeats: 'recognised',
  },
};
