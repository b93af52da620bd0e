import * as z from 'zod';
import type { ChannelPlugin } from '../channel.ts';
import { EmailPlace } from './place.ts';

/** SES v2 (docs.aws.amazon.com/ses): 50 recipients; a subject is one header line of RFC 5322. */
const limits = { text: null, subject: 998, recipients: 50, buttons: 25 };

export const email: ChannelPlugin = {
  tool: 'email',
  title: 'Email',
  places: [
    {
      tool: 'email',
      schema: EmailPlace,
      limits,
      addresses: (place) => EmailPlace.parse(place).to,
      secrets: () => [],
      needs: (place) => ({ senders: [EmailPlace.parse(place).from] }),
    },
  ],
  person: { field: 'email', schema: z.email(), limits, quiet: true, duty: false, secret: false },
  capabilities: {
    buttons: false,
    threads: false,
    invitations: true,
    rooms: false,
    lifecycle: false,
    chat: false,
    receipts: 'delivered',
  },
  setUp: [
    {
      what: 'the account is out of the SES sandbox',
      tells: 'mailProduction',
      cure: 'ask for production access in each Region: until then only verified addresses are reached, and mail.sandbox must be given',
      takes: 'a day',
    },
    {
      what: 'the sender’s domain is verified',
      cure: 'add its DKIM records, and give mail.from',
      takes: 'an hour, and up to three days for DNS',
    },
    {
      what: 'SES tells of deliveries and bounces',
      cure: 'create a configuration set and give mail.configurationSet: a page that bounces then goes by the next channel',
      takes: 'minutes',
    },
  ],
  rights: [{ actions: ['ses:SendEmail'], resources: 'mail-identities' }],
  environment: ({ mailFrom, mailConfigurationSet, endpoints }) => ({
    MAIL_FROM: mailFrom,
    MAIL_CONFIGURATION_SET: mailConfigurationSet,
    AWS_ENDPOINT_URL_SESV2: endpoints['mail'],
  }),
  load: () => import('./send.ts'),
  receipts: {
    source: 'aws.ses',
    pattern: ({ mailConfigurationSet: set }) =>
      set === undefined
        ? undefined
        : { detail: { mail: { tags: { 'ses:configuration-set': [set], incidentId: [{ exists: true }] } } } },
    detailTypes: ['Email Delivered', 'Email Bounced', 'Email Complaint Received', 'Email Rejected'],
    load: () => import('./receipts.ts'),
  },
  fake: () => import('./fake.ts'),
  samples: {
    places: { email: { tool: 'email', from: 'tocsin@example.com', to: ['team@example.com'] } },
    address: 'alice@example.com',
    notice: 'email',
    refusal: 'undeliverable',
    repeats: 'labelled',
  },
};
