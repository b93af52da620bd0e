import * as z from 'zod';
import { isLoopback } from '../../fakes/loopback.ts';
import { faultsOf, json, jsonOf, problem, type WireRequest, type WireResponse } from '../../fakes/wire.ts';
import { type FakeDesk, incidentIn } from '../fake.ts';

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

/** What SNS delivers over HTTP. A subscription is confirmed by visiting its address, and only an address of this machine. */
export const snsDelivery =
  (desk: FakeDesk) =>
  ({ headers, body }: WireRequest): WireResponse => {
    if (headers['x-amz-sns-rawdelivery'] === 'true') {
      const topic = headers['x-amz-sns-topic-arn'] ?? 'sns';
      desk.record({ kind: 'message', to: topic, incidentId: null, text: body, raw: { body } });
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
      desk.visit(url.href);
    }
    if (delivery.Type === 'Notification') {
      const attributes = delivery.MessageAttributes ?? {};
      desk.record({
        kind: attributes['kind']?.Value === 'page' ? 'page' : 'message',
        to: delivery.TopicArn,
        incidentId: incidentIn(attributes['incidentId']?.Value),
        text: delivery.Subject ? `${delivery.Subject}\n\n${delivery.Message}` : delivery.Message,
        raw: delivery,
      });
    }
    return json(200, {});
  };
