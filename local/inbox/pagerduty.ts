import * as z from 'zod';
import { buckets } from './bucket.ts';
import { idOf } from './message.ts';
import type { Desk } from './state.ts';
import { faultsOf, json, jsonOf, type WireRequest, type WireResponse } from './wire.ts';

const Payload = z.looseObject({
  summary: z.string().trim().min(1).max(1024),
  source: z.string().trim().min(1),
  severity: z.enum(['critical', 'error', 'warning', 'info']),
  timestamp: z.string().optional(),
  component: z.string().optional(),
  group: z.string().optional(),
  class: z.string().optional(),
  custom_details: z.record(z.string(), z.unknown()).optional(),
});
const RoutingKey = z
  .string()
  .regex(/^[A-Za-z0-9]{32}$/, "Length of 'routing_key' is incorrect (should be 32 characters)");
const DedupKey = z.string().min(1).max(255);
const Event = z.discriminatedUnion('event_action', [
  z.looseObject({
    event_action: z.literal('trigger'),
    routing_key: RoutingKey,
    dedup_key: DedupKey.nullish(),
    payload: Payload,
    client: z.string().optional(),
    links: z.array(z.looseObject({ href: z.string(), text: z.string().optional() })).optional(),
  }),
  z.looseObject({ event_action: z.literal('acknowledge'), routing_key: RoutingKey, dedup_key: DedupKey }),
  z.looseObject({ event_action: z.literal('resolve'), routing_key: RoutingKey, dedup_key: DedupKey }),
]);

const invalid = (errors: string[]) =>
  json(400, { status: 'invalid event', message: 'Event object is invalid', errors });
const mostBytes = 512 * 1024;

/** PagerDuty's Events API v2: one alert a key; what repeats an open key adds to it and wakes nobody again. */
export const pagerdutyApi = (desk: Desk) => {
  const speed = buckets(desk.world.limits.pagerduty, desk.now);
  const { pagerduty } = desk.state;
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
    if (wait > 0) {
      return json(
        429,
        {
          status: 'throttle exceeded',
          message: 'Requests for this service are arriving too quickly. Please retry later.',
        },
        { 'retry-after': String(wait) },
      );
    }
    const dedupKey = event.dedup_key ?? `pd${String(desk.next()).padStart(30, '0')}`;
    const key = `${event.routing_key}/${dedupKey}`;
    const open = pagerduty.alerts.find((one) => one.key === key);
    const details = Payload.safeParse(event['payload']).data?.custom_details;
    const incidentId = idOf(details?.['incidentId']) ?? open?.incidentId ?? null;
    if (event.event_action === 'trigger') {
      desk.record({
        channel: 'pagerduty',
        // a trigger wakes, unless its sender says that it only keeps an alert informed
        kind: details?.['kind'] === 'message' ? 'message' : 'page',
        to: event.routing_key,
        incidentId,
        text: event.payload.summary,
        raw: { ...event, dedup_key: dedupKey, ...(open ? { deduplicated: true } : {}) },
      });
      if (!open) pagerduty.alerts.push({ key, status: 'triggered', incidentId });
    } else {
      desk.record({
        channel: 'pagerduty',
        kind: 'message',
        to: event.routing_key,
        incidentId,
        text: `${event.event_action} ${dedupKey}`,
        raw: { ...event, ...(open ? {} : { dropped: true }) },
      });
      if (open && event.event_action === 'acknowledge') open.status = 'acknowledged';
      if (open && event.event_action === 'resolve') pagerduty.alerts.splice(pagerduty.alerts.indexOf(open), 1);
    }
    return json(202, { status: 'success', message: 'Event processed', dedup_key: dedupKey });
  };
};
