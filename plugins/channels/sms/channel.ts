import * as z from 'zod';
import type { ChannelPlugin } from '../channel.ts';
import { bodyOf } from './body.ts';

const Phone = z
  .string()
  .transform((phone) => phone.replaceAll(/[\s()-]/g, ''))
  .pipe(z.string().regex(/^\+[1-9]\d{6,14}$/, 'a phone number is in the international form, +15550101'));

/** Text messages by AWS End User Messaging (docs.aws.amazon.com/sms-voice): at most 1,600 characters, ten parts. */
export const sms: ChannelPlugin = {
  tool: 'sms',
  title: 'SMS',
  places: [],
  person: {
    field: 'phone',
    schema: Phone,
    limits: { text: 1_600, subject: null, recipients: 1, buttons: 0 },
    quiet: false,
    duty: true,
    secret: false,
  },
  capabilities: {
    buttons: false,
    threads: false,
    invitations: false,
    rooms: false,
    lifecycle: false,
    chat: false,
    receipts: 'delivered',
  },
  setUp: [
    {
      what: 'a registered number to send from',
      cure: 'register a toll-free number or 10DLC campaign with AWS End User Messaging (elsewhere a sender id), and give it as sms.originationIdentity',
      takes: 'two to six weeks',
    },
    {
      what: 'the account is out of the SMS sandbox',
      cure: 'ask for production access: until then only verified numbers are reached',
      takes: 'a day',
    },
    {
      what: 'the monthly spend limit',
      cure: 'ask for more than the 1 USD of a new account',
      takes: 'a day or two',
    },
  ],
  rights: [{ actions: ['sms-voice:SendTextMessage'], resources: 'origination-identities' }],
  environment: ({ originationIdentity, endpoints }) => ({
    ORIGINATION_IDENTITY: originationIdentity,
    AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2: endpoints['sms'],
  }),
  load: () => import('./send.ts'),
  wording: bodyOf,
  receipts: {
    source: 'aws.sms-voice',
    pattern: ({ originationIdentity }) =>
      // the account's other texts name no incident, and stay out of the queue of alarms
      originationIdentity === undefined ? undefined : { detail: { context: { incidentId: [{ exists: true }] } } },
    detailTypes: ['Text Message Delivery Status Updated'],
    load: () => import('./receipts.ts'),
  },
  fake: () => import('./fake.ts'),
  samples: { places: {}, address: '+15550101', notice: 'message', refusal: 'undeliverable', repeats: 'labelled' },
};
