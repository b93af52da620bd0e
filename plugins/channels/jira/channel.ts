import type { ChannelPlugin } from '../channel.ts';
import { JiraPlace } from './place.ts';

/** Jira by its REST API: a summary has 255 characters, a description or comment 32,767. */
export const jira: ChannelPlugin = {
  tool: 'jira',
  title: 'Jira',
  places: [
    {
      tool: 'jira',
      schema: JiraPlace,
      limits: { text: 32_767, subject: 255, recipients: 1, buttons: 25 },
      addresses: (place) => [JiraPlace.parse(place).project],
      secrets: (place) => [JiraPlace.parse(place).secret],
      maps: (place) => [{ field: 'priority', names: Object.keys(JiraPlace.parse(place).priority), of: 'severity' }],
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
      what: 'an account of Jira that may browse the project, and create, edit, comment and move its issues',
      cure: 'give it the project’s permissions, and put user@example.com:token under the secret that the place names',
      takes: 'an hour',
    },
  ],
  rights: [{ actions: ['secretsmanager:GetSecretValue'], resources: 'channel-secrets' }],
  environment: ({ endpoints }) => ({ JIRA_URL: endpoints['jira'] }),
  load: () => import('./send.ts'),
  fake: () => import('./fake.ts'),
  samples: {
    places: {
      jira: {
        tool: 'jira',
        base: 'https://example.atlassian.net',
        project: 'OPS',
        issueType: 'Task',
        secret: 'jira',
        priority: { SEV1: 'Highest', SEV2: 'High' },
        transitions: { resolved: 'Done', reopened: 'To Do' },
      },
    },
    address: 'none',
    notice: 'ticket',
    refusal: 'undeliverable',
    repeats: 'recognised',
  },
};
