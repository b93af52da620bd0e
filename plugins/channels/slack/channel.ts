import * as z from 'zod';
import type { Limits } from '#core/playbook/vocabulary';
import type { ChannelPlugin } from '../channel.ts';
import { RoomPlace, SlackPlace } from './place.ts';

/** All texts of a message together stay below what Slack refuses; blocks.ts cuts what is longer. */
const limits: Limits = { text: 12_000, subject: null, recipients: 1, buttons: 25 };

/** Slack by its Web API (docs.slack.dev): channels, threads, rooms, direct messages. */
export const slack: ChannelPlugin = {
  tool: 'slack',
  title: 'Slack',
  places: [
    {
      tool: 'slack',
      schema: SlackPlace,
      limits,
      addresses: (place) => [SlackPlace.parse(place).channel],
      secrets: (place) => [SlackPlace.parse(place).secret],
      shownByAddress: true,
    },
    {
      tool: 'room',
      schema: RoomPlace,
      limits,
      addresses: () => [],
      secrets: (place) => [RoomPlace.parse(place).secret],
    },
  ],
  person: {
    field: 'slack',
    schema: z.string().regex(/^[UW][A-Z0-9]{2,}$/, 'a Slack member id begins with U or W'),
    limits,
    quiet: true,
    duty: false,
    secret: false,
  },
  capabilities: {
    buttons: true,
    threads: true,
    invitations: false,
    rooms: true,
    lifecycle: false,
    chat: true,
    receipts: 'accepted',
  },
  setUp: [
    {
      what: 'a Slack app with the scopes of what it does',
      cure: 'install an app with chat:write, channels:manage, groups:write, channels:read and users:read, and invite it to the channels',
      takes: 'minutes, or a day where a workspace admin has to approve',
    },
  ],
  rights: [{ actions: ['secretsmanager:GetSecretValue'], resources: 'channel-secrets' }],
  environment: ({ endpoints }) => ({ SLACK_API_URL: endpoints['slack'] }),
  load: () => import('./send.ts'),
  fake: () => import('./fake.ts'),
  samples: {
    places: {
      slack: { tool: 'slack', channel: '#incidents', secret: 'slack' },
      room: { tool: 'room', secret: 'slack' },
    },
    address: 'U01ALICE',
    notice: 'message',
    refusal: 'unreachable',
    repeats: 'labelled',
  },
};
