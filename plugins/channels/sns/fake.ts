import { isSigned, uuidOf } from '../../fakes/aws.ts';
import { notAllowed } from '../../fakes/refusals.ts';
import { firstSegment, megabyte, type WireRequest, type WireResponse } from '../../fakes/wire.ts';
import { type ChannelFake, type FakeDesk, incidentIn } from '../fake.ts';
import { snsDelivery } from './fake-delivery.ts';

const xml = (status: number, body: string): WireResponse => ({ status, headers: { 'content-type': 'text/xml' }, body });
const namespace = 'xmlns="http://sns.amazonaws.com/doc/2010-03-31/"';
const failed = (status: number, code: string, message: string) =>
  xml(
    status,
    `<ErrorResponse ${namespace}><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${uuidOf(0)}</RequestId></ErrorResponse>`,
  );
const no = (code: string, message: string) => failed(400, code, message);
const mostBytes = 262_144;

/** The `Publish` call itself, for a client pointed here instead of at a topic. */
const publish =
  (desk: FakeDesk) =>
  (request: WireRequest): WireResponse => {
    const form = Object.fromEntries(new URLSearchParams(request.body));
    if (form['Action'] !== 'Publish') return no('InvalidAction', 'Only Publish is known here');
    if (!isSigned(request)) return no('MissingAuthenticationToken', 'Request is missing Authentication Token');
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
      kind: attributes['kind'] === 'page' ? 'page' : 'message',
      to: TopicArn,
      incidentId: incidentIn(attributes['incidentId']),
      text: Subject ? `${Subject}\n\n${Message}` : Message,
      raw: { Action: 'Publish', TopicArn, Message, ...(Subject ? { Subject } : {}), MessageAttributes: attributes },
    });
    const id = uuidOf(desk.next());
    return xml(
      200,
      `<PublishResponse ${namespace}><PublishResult><MessageId>${id}</MessageId></PublishResult><ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></PublishResponse>`,
    );
  };

/** Amazon SNS (docs.aws.amazon.com/sns): the API at /, and below /sns what a topic delivers to an HTTP subscriber. */
export const fake: ChannelFake = {
  look: { sign: '📣', tone: '#c2255c' },
  takes: ({ method, path, headers }) =>
    firstSegment(path) === 'sns' ||
    (method === 'POST' &&
      firstSegment(path) === '' &&
      headers['x-amz-target'] === undefined &&
      headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true),
  mostBytes: 2 * megabyte,
  serve(desk) {
    const [published, delivered] = [publish(desk), snsDelivery(desk)];
    return (request, { segments }) => {
      if (request.method !== 'POST') return notAllowed('POST');
      return segments.length === 0 ? published(request) : delivered(request);
    };
  },
  failures: {
    '500': () => failed(500, 'InternalError', 'Internal error'),
    '429': () => failed(400, 'Throttling', 'Rate exceeded'),
    'ok-false': () => failed(403, 'AuthorizationError', 'Not authorized'),
  },
  secret: 'none',
  endpoints: (inbox) => ({ topics: `${inbox}/sns` }),
};
