import * as z from 'zod';
import { type ActiveFault, FaultRequest, faultBoard, spoken } from './faults.ts';
import { Channel, chosen, Filter, type Message } from './message.ts';
import { page } from './page.ts';
import { pagerdutyApi } from './pagerduty.ts';
import { sesApi } from './ses.ts';
import { slackApi } from './slack.ts';
import { smsApi } from './sms.ts';
import { snsDelivery, snsPublish } from './sns.ts';
import { deskOf, emptyState, type State, type World } from './state.ts';
import { statuspageApi } from './statuspage.ts';
import { webhook } from './webhook.ts';
import {
  baseOf,
  bodyOf,
  faultsOf,
  json,
  problem,
  routeOf,
  type WireAnswer,
  type WireRequest,
  type WireResponse,
} from './wire.ts';

export interface InboxOptions extends Partial<Omit<World, 'limits'>> {
  now?: () => Date;
  limits?: Partial<World['limits']>;
  /** What an earlier inbox remembered; it is written to. */
  state?: State;
  /** Told after every change of what is remembered. */
  changed?: () => void;
  /** Visits the address that confirms an SNS subscription. */
  visit?: (url: string) => void;
}
export interface Inbox {
  /** Answers one request. Never waits: a silent channel says `hanging`, and whoever carries the request asks again. */
  handle: (request: WireRequest) => WireAnswer;
  messages: (filter?: Filter) => Message[];
  fault: (channel: Channel, fault: FaultRequest) => ActiveFault;
  mend: (channel: Channel) => boolean;
  faults: () => ActiveFault[];
  /** Whether a request goes to a channel that refuses connections now: then nothing of it is read. */
  refuses: (request: Omit<WireRequest, 'body'>) => boolean;
}

/** Which channel a request is meant for, by its path or its AWS header. */
const channelOf = ({ method, path, headers }: Omit<WireRequest, 'body'>): Channel | undefined => {
  const first = /^\/([^/?]*)/.exec(path)?.[1];
  if (first === 'slack' || first === 'pagerduty' || first === 'statuspage' || first === 'sns' || first === 'webhook')
    return first;
  if (path.startsWith('/v2/email/')) return 'email';
  if (method !== 'POST' || first !== '') return undefined;
  if (headers['x-amz-target'] !== undefined) return 'sms';
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') ? 'sns' : undefined;
};

const notFound = () => problem(404, 'Not found', [{ path: '', message: 'there is nothing at this address' }]);
const notAllowed = (allow: string) => ({
  ...problem(405, 'Method not allowed'),
  headers: { allow, 'content-type': 'application/problem+json' },
});

/** The other side of every channel, without a socket: takes requests as the providers take them and keeps what was sent. */
export const createInbox = (options: InboxOptions = {}): Inbox => {
  const { now = () => new Date(), state = emptyState(), changed = () => {}, visit = () => {} } = options;
  const { slackChannels, slackUsers, statuspagePages } = options;
  const desk = deskOf(
    now,
    state,
    {
      ...(slackChannels ? { slackChannels } : {}),
      ...(slackUsers ? { slackUsers } : {}),
      ...(statuspagePages ? { statuspagePages } : {}),
      limits: {
        slack: { burst: 10, perSecond: 1 },
        statuspage: { burst: 10, perSecond: 1 },
        pagerduty: { burst: 120, perSecond: 2 },
        ...options.limits,
      },
    },
    changed,
  );
  const faults = faultBoard(now);
  const slack = slackApi(desk);
  const pagerduty = pagerdutyApi(desk);
  const ses = sesApi(desk);
  const sms = smsApi(desk);
  const delivery = snsDelivery(desk, visit);
  const publish = snsPublish(desk);
  const statuspage = statuspageApi(desk);
  const hook = webhook(desk);

  const served = (channel: Channel, request: WireRequest): WireResponse => {
    const { method, path } = request;
    const route = routeOf(path);
    if (!route) return problem(400, 'Invalid address', [{ path: '', message: 'the address is not well encoded' }]);
    const [, second, third, ...more] = route.segments;
    switch (channel) {
      case 'slack':
        if (second !== 'api' || third === undefined || more.length > 0) return notFound();
        return method === 'POST' || method === 'GET' ? slack(third, request) : notAllowed('POST');
      case 'pagerduty':
        if (second !== 'v2' || third !== 'enqueue' || more.length > 0) return notFound();
        return method === 'POST' ? pagerduty(request) : notAllowed('POST');
      case 'email':
        if (path.split('?')[0] !== '/v2/email/outbound-emails') return notFound();
        return method === 'POST' ? ses(request) : notAllowed('POST');
      case 'sms':
        return sms(request);
      case 'sns':
        if (method !== 'POST') return notAllowed('POST');
        return route.segments.length === 0 ? publish(request) : delivery(request);
      case 'statuspage':
        return statuspage(route.segments.slice(1), route.query, request);
      case 'webhook':
        return method === 'POST' || method === 'PUT' ? hook(request) : notAllowed('POST, PUT');
    }
  };

  const faultRoute = (request: WireRequest, name: string | undefined): WireResponse => {
    if (name === undefined) return request.method === 'GET' ? json(200, faults.all()) : notAllowed('GET');
    const channel = Channel.safeParse(name);
    if (!channel.success) {
      return problem(400, 'Invalid input', [
        { path: 'channel', message: `must be one of ${Channel.options.join(', ')}` },
      ]);
    }
    if (request.method === 'GET') return json(200, faults.of(channel.data) ?? { channel: channel.data, mode: null });
    if (request.method === 'DELETE') {
      faults.mend(channel.data);
      return json(200, { channel: channel.data, mode: null });
    }
    if (request.method !== 'PUT') return notAllowed('GET, PUT, DELETE');
    const fault = bodyOf(FaultRequest, request.body);
    return fault.ok ? json(200, faults.set(channel.data, fault.data)) : fault.answer;
  };

  const own = (request: WireRequest): WireResponse => {
    const route = routeOf(request.path);
    if (!route) return problem(400, 'Invalid address', [{ path: '', message: 'the address is not well encoded' }]);
    const { segments, query } = route;
    const [first, second] = segments;
    if (first === 'faults' && segments.length <= 2) return faultRoute(request, second);
    if (segments.length > 1) return notFound();
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return first === undefined || first === 'messages' || first === 'health' ? notAllowed('GET') : notFound();
    if (first === 'health') return json(200, { status: 'ok' });
    if (first !== undefined && first !== 'messages') return notFound();
    const shown = first === undefined ? z.strictObject({ incident: Filter.shape.incident }) : Filter;
    const filter = shown.safeParse(Object.fromEntries([...query].filter(([, value]) => value !== '')));
    if (!filter.success) return problem(400, 'Invalid input', faultsOf(filter.error));
    if (first === 'messages') return json(200, chosen(state.messages, filter.data));
    return page({ messages: state.messages, faults: faults.all(), base: baseOf(request), ...filter.data });
  };

  return {
    handle(request) {
      const channel = channelOf(request);
      if (channel === undefined) return own(request);
      const fault = faults.of(channel);
      switch (fault?.mode) {
        case undefined:
          return served(channel, request);
        case 'refuse':
          return { broken: 'refused' };
        case 'hang':
          return { broken: 'hanging' };
        case 'lost-answer':
          served(channel, request);
          return { broken: 'lost' };
        case '500':
        case '429':
        case 'ok-false':
          return spoken({ ...fault, mode: fault.mode }, now());
      }
    },
    refuses(request) {
      const channel = channelOf(request);
      return channel !== undefined && faults.of(channel)?.mode === 'refuse';
    },
    messages: (filter = {}) => structuredClone(chosen(state.messages, Filter.parse(filter))),
    fault: (channel, fault) => faults.set(Channel.parse(channel), FaultRequest.parse(fault)),
    mend: (channel) => faults.mend(channel),
    faults: () => faults.all(),
  };
};
