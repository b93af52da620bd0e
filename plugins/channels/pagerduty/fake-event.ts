import * as z from 'zod';

export const Payload = z.looseObject({
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
/** An event as the API takes it, by its action. */
export const Event = z.discriminatedUnion('event_action', [
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
