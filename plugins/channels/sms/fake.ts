import * as z from 'zod';
import { awsError, isSigned, uuidOf } from '../../fakes/aws.ts';
import {
  faultsOf,
  firstSegment,
  json,
  jsonOf,
  megabyte,
  type WireRequest,
  type WireResponse,
} from '../../fakes/wire.ts';
import type { ChannelFake, FakeDesk } from '../fake.ts';

const SendText = z.looseObject({
  DestinationPhoneNumber: z.string().regex(/^\+[1-9]\d{1,14}$/, 'must be a phone number in E.164 format'),
  OriginationIdentity: z.string().min(1).max(256).optional(),
  MessageBody: z.string().min(1).max(1600).optional(),
  MessageType: z.enum(['TRANSACTIONAL', 'PROMOTIONAL']).optional(),
  MaxPrice: z
    .string()
    .regex(/^[0-9]{0,2}\.[0-9]{1,5}$/)
    .optional(),
  TimeToLive: z.number().int().min(5).max(259_200).optional(),
  Context: z
    .record(z.string().min(1).max(100), z.string().min(1).max(800))
    .refine((context) => Object.keys(context).length <= 5, 'must have at most 5 entries')
    .optional(),
  DryRun: z.boolean().optional(),
});

const service = 'PinpointSMSVoiceV2';
const json10 = { 'content-type': 'application/x-amz-json-1.0' };
const no = (status: number, type: string, body: Record<string, unknown>) => awsError(status, type, body, json10);

/** What the service puts on the bus when a text has come to its end (docs.aws.amazon.com/sms-voice, monitor-event-bridge). */
function eventOf(messageId: string, context: Record<string, string>, desk: FakeDesk): Record<string, unknown> {
  const status = desk.loses() ? 'UNREACHABLE' : 'DELIVERED';
  const at = desk.now();
  return {
    version: '0',
    id: uuidOf(desk.next()),
    'detail-type': 'Text Message Delivery Status Updated',
    source: 'aws.sms-voice',
    account: '000000000000',
    time: at.toISOString(),
    region: 'us-east-1',
    resources: [],
    detail: {
      eventType: `TEXT_${status}`,
      eventVersion: '1.0',
      eventTimestamp: at.getTime(),
      isFinal: true,
      messageId,
      messageStatus: status,
      messageStatusDescription: desk.loses()
        ? 'Phone is currently unreachable/unavailable'
        : 'Message has been accepted by phone',
      context,
    },
  };
}

/** `SendTextMessage`. A text wakes somebody, so it is a page unless its context names another kind. */
const sendTextMessage =
  (desk: FakeDesk) =>
  (request: WireRequest): WireResponse => {
    const target = request.headers['x-amz-target'] ?? '';
    if (target !== `${service}.SendTextMessage`)
      return no(400, 'UnknownOperationException', { Message: `${target} is not known` });
    if (!isSigned(request)) {
      return no(400, 'AccessDeniedException', { Message: 'Missing Authentication Token', Reason: 'ACCOUNT_DISABLED' });
    }
    const parsed = SendText.safeParse(jsonOf(request.body));
    if (!parsed.success) {
      const fields = faultsOf(parsed.error).map(({ path, message }) => ({ Name: path, Message: message }));
      return no(400, 'ValidationException', {
        Message: fields.map((field) => `${field.Name}: ${field.Message}`).join('; '),
        Reason: 'FIELD_VALIDATION_FAILED',
        Fields: fields,
      });
    }
    const { DestinationPhoneNumber, MessageBody = '', Context = {}, DryRun = false } = parsed.data;
    const MessageId = uuidOf(desk.next());
    if (!DryRun) {
      desk.record({
        kind: (Context['kind'] ?? 'page') === 'page' ? 'page' : 'message',
        to: DestinationPhoneNumber,
        incidentId: Context['incidentId'] ?? null,
        text: MessageBody,
        raw: parsed.data,
      });
    }
    if (!DryRun) desk.tell(eventOf(MessageId, Context, desk));
    return json(200, { MessageId }, json10);
  };

/** AWS End User Messaging (docs.aws.amazon.com/sms-voice). */
export const fake: ChannelFake = {
  look: { sign: '📱', tone: '#d9480f' },
  takes: ({ method, path, headers }) =>
    method === 'POST' && firstSegment(path) === '' && headers['x-amz-target']?.startsWith(`${service}.`) === true,
  mostBytes: 2 * megabyte,
  serve: sendTextMessage,
  failures: {
    '500': () => awsError(500, 'InternalServerException', { message: 'An internal error occurred.' }),
    '429': (seconds) =>
      awsError(400, 'ThrottlingException', { message: 'Rate exceeded.' }, { 'retry-after': String(seconds) }),
    'ok-false': () =>
      awsError(400, 'ConflictException', {
        Message: 'The destination phone number has opted out.',
        Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT',
      }),
  },
  secret: 'none',
  endpoints: (inbox) => ({ sms: inbox }),
};
