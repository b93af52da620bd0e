import { createServer } from 'node:http';
import {
  PinpointSMSVoiceV2Client,
  SendTextMessageCommand,
  type SendTextMessageCommandInput,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SESv2Client, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningInbox, startInbox } from '#local/inbox/server';

let inbox: RunningInbox;
const settings = () => ({
  endpoint: inbox.url,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
});
beforeEach(async () => {
  inbox = await startInbox();
});
afterEach(() => inbox.close());

const mail: SendEmailCommandInput = {
  FromEmailAddress: 'Tocsin <tocsin@example.com>',
  Destination: { ToAddresses: ['ana@example.com'] },
  Content: { Simple: { Subject: { Data: 'Down' }, Body: { Text: { Data: 'All of it.' } } } },
  EmailTags: [
    { Name: 'incidentId', Value: 'INC-20260105-0042' },
    { Name: 'kind', Value: 'email' },
  ],
};
const email = (part: Partial<SendEmailCommandInput> = {}) =>
  new SESv2Client(settings()).send(new SendEmailCommand({ ...mail, ...part }));

test('a mail arrives with its incident; tagged as a page it is one', async () => {
  expect((await email()).MessageId).toMatch(/^[0-9a-f-]{36}$/);
  await email({ EmailTags: [{ Name: 'kind', Value: 'page' }] });
  expect(
    inbox.messages().map(({ channel, kind, to, incidentId, text }) => [channel, kind, to, incidentId, text]),
  ).toEqual([
    ['email', 'email', 'ana@example.com', 'INC-20260105-0042', 'Down\n\nAll of it.'],
    ['email', 'page', 'ana@example.com', null, 'Down\n\nAll of it.'],
  ]);
  expect(inbox.messages()[0]?.raw['EmailTags']).toEqual(mail.EmailTags);
});

test('a raw message is read as MIME', async () => {
  const raw =
    'From: a@example.com\r\nTo: b@example.com,\r\n c@example.com\r\nSubject: =?utf-8?B?RG93biDigJM=?=\r\n\r\nBody';
  const input = { Content: { Raw: { Data: Buffer.from(raw) } }, EmailTags: [{ Name: 'incidentId', Value: 'INC-3' }] };
  await new SESv2Client(settings()).send(new SendEmailCommand(input));
  expect(inbox.messages({ incident: 'INC-3' })).toMatchObject([
    { to: 'b@example.com, c@example.com', text: 'Down –\n\nBody' },
  ]);
});

test.each<[string, Partial<SendEmailCommandInput>, string, RegExp]>([
  ['no receiver', { Destination: {} }, 'BadRequestException', /Destination/],
  [
    '51 receivers',
    { Destination: { BccAddresses: Array.from({ length: 51 }, (_, n) => `p${n}@example.com`) } },
    'BadRequestException',
    /50/,
  ],
  ['a wrong address', { Destination: { ToAddresses: ['ana'] } }, 'BadRequestException', /ana/],
  ['no body', { Content: { Simple: { Subject: { Data: 'x' }, Body: {} } } }, 'BadRequestException', /Body/],
  ['a wrong tag', { EmailTags: [{ Name: 'a b', Value: 'x' }] }, 'BadRequestException', /EmailTags/],
  ['a template', { Content: { Template: { TemplateName: 'x' } } }, 'NotFoundException', /x/],
  ['a suppressed address', { Destination: { ToAddresses: ['a@gone.invalid'] } }, 'MessageRejected', /suppression/],
])('SES refuses a mail with %s', async (_, part, name, message) => {
  await expect(email(part)).rejects.toMatchObject({ name, message: expect.stringMatching(message), $fault: 'client' });
  expect(inbox.messages()).toEqual([]);
});

test('more than 40 MB are refused', async () => {
  const big = { Content: { Raw: { Data: Buffer.alloc(40 * 1024 * 1024 + 1, 'x') } } };
  await expect(email(big)).rejects.toMatchObject({
    name: 'BadRequestException',
    message: expect.stringContaining('41943040'),
  });
});

const text = (part: Partial<SendTextMessageCommandInput> = {}) =>
  new PinpointSMSVoiceV2Client(settings()).send(
    new SendTextMessageCommand({
      DestinationPhoneNumber: '+15550101',
      MessageBody: 'Down',
      MessageType: 'TRANSACTIONAL',
      TimeToLive: 900,
      Context: { incidentId: 'INC-4' },
      ...part,
    }),
  );

test('a text message is a page, unless it says that it is none; a dry run is nothing', async () => {
  expect((await text()).MessageId).toMatch(/^[0-9a-f-]{36}$/);
  await text({ Context: { kind: 'message' } });
  await text({ DryRun: true });
  expect(
    inbox.messages().map(({ channel, kind, to, incidentId, text: said }) => [channel, kind, to, incidentId, said]),
  ).toEqual([
    ['sms', 'page', '+15550101', 'INC-4', 'Down'],
    ['sms', 'message', '+15550101', null, 'Down'],
  ]);
});

test.each<[string, Partial<SendTextMessageCommandInput>, string]>([
  ['a number that is not E.164', { DestinationPhoneNumber: '555-0101' }, 'DestinationPhoneNumber'],
  ['1,601 characters', { MessageBody: 'x'.repeat(1601) }, 'MessageBody'],
  ['too short a life', { TimeToLive: 4 }, 'TimeToLive'],
  ['six entries of context', { Context: { a: '1', b: '1', c: '1', d: '1', e: '1', f: '1' } }, 'Context'],
])('a text message with %s is refused', async (_, part, field) => {
  await expect(text(part)).rejects.toMatchObject({
    name: 'ValidationException',
    Reason: 'FIELD_VALIDATION_FAILED',
    Fields: [expect.objectContaining({ Name: field })],
  });
  expect(inbox.messages()).toEqual([]);
});

const TopicArn = 'arn:aws:sns:eu-central-1:000000000000:incidents';
const deliver = (type: string, body: unknown) =>
  fetch(`${inbox.url}/sns`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain; charset=UTF-8', 'x-amz-sns-message-type': type },
    body: JSON.stringify(body),
  });

test('a subscription is confirmed by a visit, and only on this machine', async () => {
  let visit: (path: string | undefined) => void = () => {};
  const visited = new Promise<string | undefined>((resolve) => {
    visit = resolve;
  });
  const topic = createServer((request, response) => {
    visit(request.url);
    response.end();
  });
  await new Promise<void>((resolve) => topic.listen(0, '127.0.0.1', resolve));
  const address = topic.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const confirmation = { Type: 'SubscriptionConfirmation', TopicArn, Token: 't' };
  const ours = await deliver('SubscriptionConfirmation', {
    ...confirmation,
    SubscribeURL: `http://127.0.0.1:${port}/?Action=ConfirmSubscription`,
  });
  expect([ours.status, await visited]).toEqual([200, '/?Action=ConfirmSubscription']);
  const other = await deliver('SubscriptionConfirmation', {
    ...confirmation,
    SubscribeURL: 'http://169.254.169.254/x',
  });
  expect([other.status, JSON.parse(await other.text()).errors]).toEqual([
    400,
    [{ path: 'SubscribeURL', message: 'is no address of this machine' }],
  ]);
  topic.closeAllConnections();
  await new Promise((resolve) => topic.close(resolve));
});

test('a notification is a message of its incident, delivered or published here', async () => {
  const MessageAttributes = { incidentId: { Type: 'String', Value: 'INC-5' } };
  await deliver('Notification', {
    Type: 'Notification',
    MessageId: 'm',
    TopicArn,
    Subject: 'Down',
    Message: 'All',
    MessageAttributes,
  });
  await new SNSClient(settings()).send(
    new PublishCommand({
      TopicArn,
      Message: 'All',
      MessageAttributes: { incidentId: { DataType: 'String', StringValue: 'INC-5' } },
    }),
  );
  expect(
    inbox.messages({ incident: 'INC-5' }).map(({ channel, kind, to, text: said }) => [channel, kind, to, said]),
  ).toEqual([
    ['sns', 'message', TopicArn, 'Down\n\nAll'],
    ['sns', 'message', TopicArn, 'All'],
  ]);
  await expect(
    new SNSClient(settings()).send(new PublishCommand({ TopicArn: 'x', Message: 'All' })),
  ).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});
