import { createHmac, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { buckets, Rate } from '../../fakes/bucket.ts';
import { notAllowed, notFound } from '../../fakes/refusals.ts';
import {
  faultsOf,
  firstSegment,
  json,
  jsonOf,
  megabyte,
  type WireRequest,
  type WireResponse,
} from '../../fakes/wire.ts';
import { type ChannelFake, type FakeDesk, incidentIn } from '../fake.ts';
import { Event, Payload } from './fake-event.ts';

/** Events for one routing key. */
const Settings = z.strictObject({ rate: Rate.default({ burst: 120, perSecond: 2 }) }).prefault({});
const Alert = z.object({
  key: z.string(),
  status: z.enum(['triggered', 'acknowledged']),
  incidentId: z.string().nullable(),
});
const Memory = z.object({ alerts: z.array(Alert).default([]) });

const invalid = (errors: string[]) =>
  json(400, { status: 'invalid event', message: 'Event object is invalid', errors });
const mostBytes = 512 * 1024;

const throttled = (seconds: number) =>
  json(
    429,
    {
      status: 'throttle exceeded',
      message: 'Requests for this service are arriving too quickly. Please retry later.',
    },
    { 'retry-after': String(seconds) },
  );

/** One alert a key; what repeats an open key adds to it and wakes nobody again. */
const eventsApi = (desk: FakeDesk) => {
  const speed = buckets(Settings.parse(desk.settings).rate, desk.now);
  const { alerts } = desk.memory(Memory);
  return ({ body }: WireRequest): WireResponse => {
    if (Buffer.byteLength(body) > mostBytes) {
      return json(413, { status: 'invalid event', message: 'Event object exceeds 512 KB', errors: [] });
    }
    const value = jsonOf(body);
    if (typeof value !== 'object' || value === null) {
      return json(400, { status: 'invalid event', message: 'Event object is not valid JSON', errors: [] });
    }
    const parsed = Event.safeParse(value);
    if (!parsed.success) {
      const said = faultsOf(parsed.error).map(({ path, message }) =>
        message.startsWith('Length of') ? message : `'${path}' is missing or invalid: ${message}`,
      );
      return invalid(said);
    }
    const event = parsed.data;
    const wait = speed.take(event.routing_key);
    if (wait > 0) return throttled(wait);
    const dedupKey = event.dedup_key ?? `pd${String(desk.next()).padStart(30, '0')}`;
    const key = `${event.routing_key}/${dedupKey}`;
    const open = alerts.find((one) => one.key === key);
    const details = Payload.safeParse(event['payload']).data?.custom_details;
    const incidentId = incidentIn(details?.['incidentId']) ?? open?.incidentId ?? null;
    if (event.event_action === 'trigger') {
      desk.record({
        // a trigger wakes, unless its sender says that it only keeps an alert informed
        kind: details?.['kind'] === 'message' ? 'message' : 'page',
        to: event.routing_key,
        incidentId,
        text: event.payload.summary,
        raw: { ...event, dedup_key: dedupKey, ...(open ? { deduplicated: true } : {}) },
      });
      if (!open) alerts.push({ key, status: 'triggered', incidentId });
    } else {
      desk.record({
        kind: 'message',
        to: event.routing_key,
        incidentId,
        text: `${event.event_action} ${dedupKey}`,
        raw: { ...event, ...(open ? {} : { dropped: true }) },
      });
      if (open && event.event_action === 'acknowledge') open.status = 'acknowledged';
      if (open && event.event_action === 'resolve') alerts.splice(alerts.indexOf(open), 1);
    }
    return json(202, { status: 'success', message: 'Event processed', dedup_key: dedupKey });
  };
};

/** PagerDuty's Events API v2 (developer.pagerduty.com), below /pagerduty. */
export const fake: ChannelFake = {
  look: { sign: '📟', tone: '#06ac38' },
  takes: ({ path }) => firstSegment(path) === 'pagerduty',
  mostBytes: 2 * megabyte,
  serve(desk) {
    const events = eventsApi(desk);
    return (request, { segments: [, version, what, ...more] }) => {
      if (version !== 'v2' || what !== 'enqueue' || more.length > 0) return notFound();
      return request.method === 'POST' ? events(request) : notAllowed('POST');
    };
  },
  failures: {
    '500': () => json(500, { status: 'error', message: 'Internal Server Error' }),
    '429': throttled,
    'ok-false': () => invalid(["'routing_key' is not a valid integration key"]),
  },
  calls: ({ secret, key, user, at }) => {
    const agent = { id: user, type: 'user_reference', summary: user };
    const data = { id: 'PFAKE01', type: 'incident', status: 'acknowledged', incident_key: key, assignees: [agent] };
    const event = {
      id: `event-${key}`,
      event_type: 'incident.acknowledged',
      occurred_at: at,
      agent,
      client: null,
      data,
    };
    const body = JSON.stringify({ event });
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    return { headers: { 'content-type': 'application/json', 'x-pagerduty-signature': `v1=${signature}` }, body };
  },
  secret: () => randomBytes(16).toString('hex'),
  endpoints: (inbox) => ({ pagerduty: `${inbox}/pagerduty/` }),
};
