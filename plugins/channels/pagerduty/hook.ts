import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { Heard, Who } from '#app/hooks/heard';
import type { Hook } from '../hook.ts';

const Reference = z.looseObject({
  id: z.string().nullish(),
  type: z.string().nullish(),
  summary: z.string().nullish(),
});
type Reference = z.infer<typeof Reference>;

/** What every event has (developer.pagerduty.com, Webhooks v3); `agent` and `client` may be null. */
const Delivery = z.object({
  event: z.looseObject({
    id: z.string().min(1).max(200),
    event_type: z.string(),
    occurred_at: z.iso.datetime({ offset: true }),
    agent: Reference.nullish(),
    data: z.unknown(),
  }),
});
/** An incident of PagerDuty; `incident_key` is the deduplication key of its first alert. */
const Incident = z.looseObject({
  incident_key: z.string().nullish(),
  assignees: z.array(Reference).nullish(),
  resolve_reason: z.looseObject({ type: z.string().nullish(), incident: Reference.nullish() }).nullish(),
});

const mostSignatures = 20;

/** The signatures of the one version that we know; others beside them are ignored. */
const signaturesIn = (header: string): Buffer[] =>
  header
    .split(',', mostSignatures)
    .flatMap((one) => /^\s*v1=([0-9a-f]{64})\s*$/i.exec(one)?.[1] ?? [])
    .map((hex) => Buffer.from(hex, 'hex'));

const isPerson = (agent: Reference | null | undefined): agent is Reference =>
  /^user(_reference)?$/.test(agent?.type ?? '');
const whoOf = ({ id, summary }: Reference): Who => ({ id: id ?? undefined, name: summary ?? id ?? 'somebody' });

/** What an event says, where it is about an alert and a person did it: an echo of ours has the integration for its agent, a time-out none. */
function saysOf(type: string, incident: z.infer<typeof Incident>): Heard['says'] | undefined {
  switch (type) {
    case 'incident.acknowledged':
      return { did: 'acknowledged' };
    case 'incident.resolved': {
      const { resolve_reason: reason } = incident;
      if (reason?.type !== 'merge_resolve_reason') return { did: 'resolved' };
      const into = reason.incident?.summary ?? reason.incident?.id ?? 'another incident';
      return { did: 'noted', text: `merged into "${into}" in PagerDuty: not resolved here` };
    }
    case 'incident.reassigned':
    case 'incident.delegated':
      return { did: 'reassigned', to: (incident.assignees ?? []).map(whoOf) };
    case 'incident.unacknowledged':
      return { did: 'noted', text: 'the acknowledgement was taken back in PagerDuty: here it stands' };
    default:
      return undefined;
  }
}

/**
 * PagerDuty's webhooks v3. `X-PagerDuty-Signature` holds `v1=<hex HMAC-SHA256 of the body>` for each secret of the subscription, several
 * while it is changed; any right one counts. There is no time in it, so an old delivery is known by `event.id` and `occurred_at`.
 */
export const hook: Hook = {
  verify: ({ bytes, headers }, secrets) => {
    const given = signaturesIn(headers['x-pagerduty-signature'] ?? '');
    const right = secrets.flatMap((secret) => {
      const mac = createHmac('sha256', secret).update(bytes).digest();
      return given.filter((signature) => timingSafeEqual(mac, signature));
    });
    return right.length > 0;
  },
  read: ({ bytes }) => {
    const { event } = Delivery.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    const incident = Incident.safeParse(event.data).data;
    const key = incident?.incident_key;
    if (incident === undefined || typeof key !== 'string' || !isPerson(event.agent)) return [];
    const says = saysOf(event.event_type, incident);
    if (says === undefined) return [];
    return [{ id: event.id, at: new Date(event.occurred_at).toISOString(), key, who: whoOf(event.agent), says }];
  },
};
