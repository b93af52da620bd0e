import * as z from 'zod';
import type { ChannelPlugin } from '../channel.ts';
import { bodyOf } from './body.ts';

const bare = (phone: string): string => phone.replaceAll(/[\s()-]/g, '');
/** Countries whose numbers begin with a zero that is dialled within the country only. Elsewhere (Italy, +39 06) a zero may belong to the number. */
const trunkZero =
  /^(\+(?:20|27|3[1-3]|40|41|43|44|46|49|60|61|62|63|64|66|81|82|84|86|9[0-58]|212|213|234|25[4-6]|353|355|358|359|380|381|385|386|387|389|421|966|971|972|977))0/;
const form = 'a phone number is in the international form, +15550101';
const Phone = z
  // YAML takes +15550101 for a number
  .string({ error: `${form}, and in quotes: "+15550101"` })
  .refine((phone) => !trunkZero.test(bare(phone)), {
    error: ({ input }) =>
      `${bare(String(input)).replace(trunkZero, '$1')}, without the zero that is dialled within the country only`,
    abort: true,
  })
  .transform(bare)
  .pipe(z.string().regex(/^\+[1-9]\d{6,14}$/, form));

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
