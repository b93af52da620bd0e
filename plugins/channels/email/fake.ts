import * as z from 'zod';
import { awsError, isSigned, uuidOf } from '../../fakes/aws.ts';
import { notAllowed, notFound } from '../../fakes/refusals.ts';
import { faultsOf, json, jsonOf, megabyte, type WireRequest, type WireResponse } from '../../fakes/wire.ts';
import type { ChannelFake, FakeDesk } from '../fake.ts';
import { mimeOf } from './fake-mime.ts';

const Part = z.looseObject({ Data: z.string(), Charset: z.string().optional() });
const Addresses = z.array(z.string()).optional();
const Tag = z.looseObject({
  Name: z.string().regex(/^[A-Za-z0-9_-]{1,256}$/, 'must be 1 to 256 of letters, digits, _ and -'),
  Value: z.string().regex(/^[A-Za-z0-9_.@-]{1,256}$/, 'must be 1 to 256 of letters, digits, _, -, . and @'),
});
const SendEmail = z.looseObject({
  FromEmailAddress: z.string().optional(),
  Destination: z.looseObject({ ToAddresses: Addresses, CcAddresses: Addresses, BccAddresses: Addresses }).optional(),
  ReplyToAddresses: Addresses,
  EmailTags: z.array(Tag).max(50).optional(),
  Content: z.looseObject({
    Simple: z
      .looseObject({
        Subject: Part,
        Body: z.looseObject({ Text: Part.optional(), Html: Part.optional() }),
        Attachments: z
          .array(z.looseObject({ FileName: z.string().min(1).max(255), RawContent: z.string() }))
          .optional(),
      })
      .optional(),
    Raw: z.looseObject({ Data: z.base64() }).optional(),
    Template: z.looseObject({ TemplateName: z.string().optional() }).optional(),
  }),
});

const mostBytes = 40 * megabyte;
const mostRecipients = 50;
const no = (status: number, type: string, message: string): WireResponse =>
  json(status, { message }, { 'x-amzn-errortype': type });

/** The bare address of `Name <box@host>`; `undefined` where there is none. */
const addressOf = (text: string): string | undefined => {
  const bare = /<([^<>]+)>\s*$/.exec(text)?.[1] ?? text.trim();
  return /^[\x21-\x3f\x41-\x7e]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(bare) && bare.length <= 320
    ? bare
    : undefined;
};

/** What SES puts on the bus for a mail that has come to its end (docs.aws.amazon.com/ses, event-publishing-retrieving-sns-contents). */
function eventOf(
  messageId: string,
  destination: readonly string[],
  tags: Record<string, string>,
  desk: FakeDesk,
): Record<string, unknown> {
  const timestamp = desk.now().toISOString();
  const lost = desk.loses();
  return {
    version: '0',
    id: uuidOf(desk.next()),
    'detail-type': lost ? 'Email Bounced' : 'Email Delivered',
    source: 'aws.ses',
    account: '000000000000',
    time: timestamp,
    region: 'us-east-1',
    resources: [],
    detail: {
      eventType: lost ? 'Bounce' : 'Delivery',
      mail: {
        timestamp,
        messageId,
        destination,
        tags: Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])),
      },
      ...(lost
        ? {
            bounce: {
              timestamp,
              bounceType: 'Permanent',
              bounceSubType: 'General',
              bouncedRecipients: destination.map((emailAddress) => ({
                emailAddress,
                diagnosticCode: 'smtp; 550 5.1.1 user unknown',
              })),
            },
          }
        : { delivery: { timestamp, recipients: destination } }),
    },
  };
}

/** `SendEmail`: checks what the service checks and files the mail. */
const sendEmail =
  (desk: FakeDesk) =>
  (request: WireRequest): WireResponse => {
    if (!isSigned(request)) {
      return no(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token');
    }
    const parsed = SendEmail.safeParse(jsonOf(request.body));
    if (!parsed.success) {
      const said = faultsOf(parsed.error).map(({ path, message }) => `${path || 'body'}: ${message}`);
      return no(400, 'BadRequestException', said.join('; '));
    }
    const { FromEmailAddress, Destination, ReplyToAddresses, EmailTags = [], Content } = parsed.data;
    const { Simple, Raw, Template } = Content;
    if ([Simple, Raw, Template].filter(Boolean).length !== 1) {
      return no(400, 'BadRequestException', 'Content must have exactly one of Simple, Raw and Template.');
    }
    if (Template) return no(404, 'NotFoundException', `Template ${Template.TemplateName ?? ''} does not exist`);
    const mime = Raw ? mimeOf(Raw.Data) : undefined;
    const { ToAddresses = [], CcAddresses = [], BccAddresses = [] } = Destination ?? {};
    const named = [...ToAddresses, ...CcAddresses, ...BccAddresses];
    const to = named.length > 0 ? named : (mime?.to ?? []);
    const from = FromEmailAddress ?? mime?.from;
    if (!from || !addressOf(from))
      return no(400, 'BadRequestException', `FromEmailAddress: Missing or invalid address ${from ?? ''}`);
    if (to.length === 0) return no(400, 'BadRequestException', 'Destination: At least one recipient is required.');
    if (to.length > mostRecipients)
      return no(400, 'BadRequestException', `Destination: Recipient count exceeds ${mostRecipients}.`);
    const wrong = [...to, ...(ReplyToAddresses ?? [])].find((address) => !addressOf(address));
    if (wrong !== undefined) return no(400, 'BadRequestException', `Destination: Invalid address ${wrong}`);
    if (Simple && !Simple.Body.Text && !Simple.Body.Html)
      return no(400, 'BadRequestException', 'Content.Simple.Body: Text or Html is required.');
    const attached = (Simple?.Attachments ?? []).reduce(
      (sum, { RawContent }) => sum + Buffer.byteLength(RawContent, 'base64'),
      0,
    );
    const bytes =
      mime?.bytes ?? attached + Buffer.byteLength(`${Simple?.Body.Text?.Data ?? ''}${Simple?.Body.Html?.Data ?? ''}`);
    if (bytes > mostBytes)
      return no(400, 'BadRequestException', `Message length is more than ${mostBytes} bytes long: ${bytes}.`);
    if (to.some((address) => addressOf(address)?.endsWith('.invalid')))
      return no(400, 'MessageRejected', 'Address is on the suppression list for your account.');

    const tags = Object.fromEntries(EmailTags.map(({ Name, Value }) => [Name, Value]));
    const subject = mime?.subject ?? Simple?.Subject.Data ?? '';
    const content =
      mime?.text ?? Simple?.Body.Text?.Data ?? (Simple?.Body.Html?.Data ?? '').replaceAll(/<[^>]*>/g, ' ').trim();
    desk.record({
      kind: tags['kind'] === 'page' ? 'page' : 'email',
      to: to.join(', '),
      incidentId: tags['incidentId'] ?? null,
      text: `${subject}\n\n${content}`,
      raw: parsed.data,
    });
    const messageId = uuidOf(desk.next());
    desk.tell(eventOf(messageId, to, tags, desk));
    return json(200, { MessageId: messageId });
  };

/** Amazon SES v2 (docs.aws.amazon.com/ses). */
export const fake: ChannelFake = {
  look: { sign: '✉️', tone: '#1f5fbf' },
  takes: ({ path }) => path.startsWith('/v2/email/'),
  // 40 MB of mail, as base64 inside JSON, are 56.
  mostBytes: 60 * megabyte,
  serve(desk) {
    const send = sendEmail(desk);
    return (request) => {
      if (request.path.split('?')[0] !== '/v2/email/outbound-emails') return notFound();
      return request.method === 'POST' ? send(request) : notAllowed('POST');
    };
  },
  failures: {
    '500': () => awsError(500, 'InternalServiceErrorException', { message: 'An internal service error occurred.' }),
    '429': (seconds) =>
      awsError(
        429,
        'TooManyRequestsException',
        { message: 'Maximum sending rate exceeded.' },
        { 'retry-after': String(seconds) },
      ),
    'ok-false': () =>
      awsError(400, 'MessageRejected', {
        message: 'Email address is not verified. The following identities failed the check.',
      }),
  },
  secret: 'none',
  endpoints: (inbox) => ({ mail: inbox }),
};
