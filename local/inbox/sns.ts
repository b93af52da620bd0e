import * as z from 'zod';
import { idOf } from './message.ts';
import { type Desk, uuidOf } from './state.ts';
import { faultsOf, json, jsonOf, problem, type WireRequest, type WireResponse } from './wire.ts';

const Attributes = z.record(z.string(), z.looseObject({ Type: z.string(), Value: z.string() })).nullish();
const Delivery = z.discriminatedUnion('Type', [
  z.looseObject({
    Type: z.literal('Notification'),
    MessageId: z.string(),
    TopicArn: z.string(),
    Subject: z.string().nullish(),
    Message: z.string(),
    MessageAttributes: Attributes,
  }),
  z.looseObject({
    Type: z.literal('SubscriptionConfirmation'),
    TopicArn: z.string(),
    Token: z.string(),
    SubscribeURL: z.string(),
  }),
  z.looseObject({ Type: z.literal('UnsubscribeConfirmation'), TopicArn: z.string() }),
]);

export const isLoopback = (host: string): boolean =>
  /^(localhost|[a-z0-9-]+\.localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);

/** What SNS delivers over HTTP. A subscription is confirmed by visiting its address, and only an address of this machine. */
export const snsDelivery =
  (desk: Desk, visit: (url: string) => void) =>
  ({ headers, body }: WireRequest): WireResponse => {
    if (headers['x-amz-sns-rawdelivery'] === 'true') {
      const topic = headers['x-amz-sns-topic-arn'] ?? 'sns';
      desk.record({ channel: 'sns', kind: 'message', to: topic, incidentId: null, text: body, raw: { body } });
      return json(200, {});
    }
    const parsed = Delivery.safeParse(jsonOf(body));
    if (!parsed.success) return problem(400, 'Not a delivery of SNS', faultsOf(parsed.error));
    const delivery = parsed.data;
    if (delivery.Type === 'SubscriptionConfirmation') {
      const url = URL.canParse(delivery.SubscribeURL) ? new URL(delivery.SubscribeURL) : undefined;
      if (!url || !/^https?:$/.test(url.protocol) || !isLoopback(url.hostname)) {
        return problem(400, 'Not confirmed', [{ path: 'SubscribeURL', message: 'is no address of this machine' }]);
      }
      visit(url.href);
    }
    if (delivery.Type === 'Notification') {
      const attributes = delivery.MessageAttributes ?? {};
      desk.record({
        channel: 'sns',
        kind: attributes['kind']?.Value === 'page' ? 'page' : 'message',
        to: delivery.TopicArn,
        incidentId: idOf(attributes['incidentId']?.Value),
        text: delivery.Subject ? `${delivery.Subject}\n\n${delivery.Message}` : delivery.Message,
        raw: delivery,
      });
    }
    return json(200, {});
  };

const xml = (status: number, body: string): WireResponse => ({ status, headers: { 'content-type': 'text/xml' }, body });
const namespace = 'xmlns="http://sns.amazonaws.com/doc/2010-03-31/"';
const no = (code: string, message: string) =>
  xml(
    400,
    `<ErrorResponse ${namespace}><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${uuidOf(0)}</RequestId></ErrorResponse>`,
  );
const mostBytes = 262_144;

/** The `Publish` call itself, for a client pointed here instead of at a topic. */
export const snsPublish =
  (desk: Desk) =>
  ({ headers, body }: WireRequest): WireResponse => {
    const form = Object.fromEntries(new URLSearchParams(body));
    if (form['Action'] !== 'Publish') return no('InvalidAction', 'Only Publish is known here');
    if (!headers['authorization']?.startsWith('AWS4-HMAC-SHA256 '))
      return no('MissingAuthenticationToken', 'Request is missing Authentication Token');
    const { TopicArn = '', Message = '', Subject } = form;
    if (!/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?$/.test(TopicArn))
      return no('InvalidParameter', 'Invalid parameter: TopicArn');
    if (Message === '') return no('InvalidParameter', 'Invalid parameter: Empty message');
    if (Buffer.byteLength(Message) > mostBytes) return no('InvalidParameter', 'Invalid parameter: Message too long');
    if (Subject !== undefined && !/^[\x21-\x7e][\x20-\x7e]{0,99}$/.test(Subject))
      return no('InvalidParameter', 'Invalid parameter: Subject');
    const attributes: Record<string, string> = {};
    for (let n = 1; form[`MessageAttributes.entry.${n}.Name`] !== undefined; n += 1) {
      attributes[form[`MessageAttributes.entry.${n}.Name`] ?? ''] =
        form[`MessageAttributes.entry.${n}.Value.StringValue`] ?? '';
    }
    desk.record({
      channel: 'sns',
      kind: attributes['kind'] === 'page' ? 'page' : 'message',
      to: TopicArn,
      incidentId: idOf(attributes['incidentId']),
      text: Subject ? `${Subject}\n\n${Message}` : Message,
      raw: { Action: 'Publish', TopicArn, Message, ...(Subject ? { Subject } : {}), MessageAttributes: attributes },
    });
    const id = uuidOf(desk.next());
    return xml(
      200,
      `<PublishResponse ${namespace}><PublishResult><MessageId>${id}</MessageId></PublishResult><ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></PublishResponse>`,
    );
  };
