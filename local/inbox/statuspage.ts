import * as z from 'zod';
import { buckets } from './bucket.ts';
import { idOf } from './message.ts';
import type { Desk, PageIncident } from './state.ts';
import { faultsOf, json, jsonOf, type WireRequest, type WireResponse } from './wire.ts';

const Status = z.enum([
  'investigating',
  'identified',
  'monitoring',
  'resolved',
  'scheduled',
  'in_progress',
  'verifying',
  'completed',
]);
const ComponentStatus = z.enum([
  'operational',
  'under_maintenance',
  'degraded_performance',
  'partial_outage',
  'major_outage',
]);
const fields = {
  status: Status.optional(),
  impact_override: z.enum(['none', 'minor', 'major', 'critical', 'maintenance']).nullish(),
  body: z.string().max(25_000, 'is too long (maximum is 25000 characters)').nullish(),
  component_ids: z.array(z.string()).optional(),
  components: z.record(z.string(), ComponentStatus).optional(),
  deliver_notifications: z.boolean().optional(),
  metadata: z.record(z.string(), z.record(z.string(), z.unknown())).nullish(),
};
const Name = z
  .string("can't be blank")
  .trim()
  .min(1, "can't be blank")
  .max(255, 'is too long (maximum is 255 characters)');
const Create = z.looseObject({ incident: z.looseObject({ name: Name, ...fields }) });
const Change = z.looseObject({ incident: z.looseObject({ name: Name.optional(), ...fields }) });

const tocsinIn = (incident: PageIncident): Record<string, unknown> =>
  z.looseObject({ metadata: z.looseObject({ tocsin: z.record(z.string(), z.unknown()) }) }).safeParse(incident).data
    ?.metadata.tocsin ?? {};

/** Statuspage's REST API: incidents of a public page, one request a second for each key. */
export const statuspageApi = (desk: Desk) => {
  const speed = buckets(desk.world.limits.statuspage, desk.now);
  const { incidents } = desk.state.statuspage;
  const pageExists = (page: string) => desk.world.statuspagePages?.includes(page) ?? /^[A-Za-z0-9_-]{1,64}$/.test(page);

  const written = (method: string, incident: PageIncident, said: z.infer<typeof Change>['incident']): PageIncident => {
    const at = desk.now().toISOString();
    const { body, components, component_ids: ids, ...rest } = said;
    const update = {
      id: `u${desk.next()}`,
      incident_id: incident.id,
      status: said.status ?? incident.status,
      body: body ?? '',
      created_at: at,
      display_at: at,
    };
    const before = z.array(z.unknown()).catch([]).parse(incident['incident_updates']);
    Object.assign(incident, rest, {
      ...(said.impact_override ? { impact: said.impact_override } : {}),
      ...(components || ids
        ? {
            components: [...new Set([...(ids ?? []), ...Object.keys(components ?? {})])].map((id) => ({
              id,
              status: components && Object.hasOwn(components, id) ? components[id] : 'operational',
            })),
          }
        : {}),
      ...(said.status === 'monitoring' ? { monitoring_at: at } : {}),
      ...(said.status === 'resolved' ? { resolved_at: at } : {}),
      updated_at: at,
      incident_updates: [update, ...before],
    });
    desk.record({
      channel: 'statuspage',
      kind: 'status-page',
      to: incident.page_id,
      incidentId: idOf(tocsinIn(incident)['incidentId']),
      text: [`${incident.name} (${incident.status})`, body ?? ''].join('\n\n').trim(),
      raw: { method, page: incident.page_id, id: incident.id, incident: said },
    });
    return incident;
  };

  const refused = (error: z.ZodError) =>
    json(422, {
      error: faultsOf(error).map(({ path, message }) => `${path.replace(/^incident\.?/, '') || 'incident'} ${message}`),
    });

  return (
    [v1, pages, page = '', things, id, ...more]: string[],
    query: URLSearchParams,
    request: WireRequest,
  ): WireResponse => {
    const key = /^OAuth (\S+)$/.exec(request.headers['authorization'] ?? '')?.[1];
    if (!key) return json(401, { error: 'Could not authenticate' });
    const wait = speed.take(key);
    if (wait > 0) return json(429, { error: 'Too many requests' }, { 'retry-after': String(wait) });
    if (v1 !== 'v1' || pages !== 'pages' || things !== 'incidents' || more.length > 0 || !pageExists(page)) {
      return json(404, { error: 'Not found' });
    }
    const ofPage = incidents.filter((one) => one.page_id === page);
    if (id === undefined || id === 'unresolved') {
      if (request.method === 'GET') {
        const all = ofPage.filter(
          (one) => id === undefined || !['resolved', 'completed', 'postmortem'].includes(one.status),
        );
        const limit = Math.min(Math.max(Number(query.get('limit') ?? 100) || 100, 1), 100);
        const first = (Math.max(Number(query.get('page') ?? 1) || 1, 1) - 1) * limit;
        return json(200, all.toReversed().slice(first, first + limit));
      }
      if (request.method !== 'POST' || id !== undefined) return json(404, { error: 'Not found' });
      const parsed = Create.safeParse(jsonOf(request.body) ?? {});
      if (!parsed.success) return refused(parsed.error);
      const said = parsed.data.incident;
      const at = desk.now().toISOString();
      const made: PageIncident = {
        id: `inc${String(desk.next()).padStart(9, '0')}`,
        page_id: page,
        name: said.name,
        status: said.status ?? 'investigating',
        impact: 'none',
        created_at: at,
        shortlink: 'https://stspg.io/local',
        monitoring_at: null,
        resolved_at: null,
        components: [],
        metadata: {},
      };
      incidents.push(made);
      return json(201, written('POST', made, said));
    }
    const known = ofPage.find((one) => one.id === id);
    if (!known) return json(404, { error: 'Not found' });
    if (request.method === 'GET') return json(200, known);
    if (request.method !== 'PATCH' && request.method !== 'PUT') return json(404, { error: 'Not found' });
    const parsed = Change.safeParse(jsonOf(request.body) ?? {});
    return parsed.success ? json(200, written(request.method, known, parsed.data.incident)) : refused(parsed.error);
  };
};
