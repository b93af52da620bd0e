import * as z from 'zod';
import { type Desk, uuidOf } from './state.ts';
import { faultsOf, json, jsonOf, type WireRequest, type WireResponse } from './wire.ts';

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

const no = (status: number, type: string, body: Record<string, unknown>): WireResponse =>
  json(status, { __type: type, ...body }, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': type });

/** End User Messaging's `SendTextMessage`. A text wakes somebody, so it is a page unless its context names another kind. */
export const smsApi =
  (desk: Desk) =>
  ({ headers, body }: WireRequest): WireResponse => {
    const target = headers['x-amz-target'] ?? '';
    if (target !== 'PinpointSMSVoiceV2.SendTextMessage')
      return no(400, 'UnknownOperationException', { Message: `${target} is not known` });
    if (!headers['authorization']?.startsWith('AWS4-HMAC-SHA256 ')) {
      return no(400, 'AccessDeniedException', { Message: 'Missing Authentication Token', Reason: 'ACCOUNT_DISABLED' });
    }
    const parsed = SendText.safeParse(jsonOf(body));
    if (!parsed.success) {
      const fields = faultsOf(parsed.error).map(({ path, message }) => ({ Name: path, Message: message }));
      return no(400, 'ValidationException', {
        Message: fields.map((field) => `${field.Name}: ${field.Message}`).join('; '),
        Reason: 'FIELD_VALIDATION_FAILED',
        Fields: fields,
      });
    }
    const { DestinationPhoneNumber, MessageBody = '', Context = {}, DryRun = false } = parsed.data;
    if (!DryRun) {
      desk.record({
        channel: 'sms',
        kind: (Context['kind'] ?? 'page') === 'page' ? 'page' : 'message',
        to: DestinationPhoneNumber,
        incidentId: Context['incidentId'] ?? null,
        text: MessageBody,
        raw: parsed.data,
      });
    }
    return json(200, { MessageId: uuidOf(desk.next()) }, { 'content-type': 'application/x-amz-json-1.0' });
  };
