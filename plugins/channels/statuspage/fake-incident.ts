import * as z from 'zod';
import { type FakeDesk, incidentIn } from '../fake.ts';

/** A public incident as the page keeps it. */
export const PageIncident = z.looseObject({
  id: z.string(),
  page_id: z.string(),
  name: z.string(),
  status: z.string(),
});
export type PageIncident = z.infer<typeof PageIncident>;

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
export const ComponentStatus = z.enum([
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
/** What makes an incident. */
export const Create = z.looseObject({ incident: z.looseObject({ name: Name, ...fields }) });
/** What changes one. */
export const Change = z.looseObject({ incident: z.looseObject({ name: Name.optional(), ...fields }) });

const tocsinIn = (incident: PageIncident): Record<string, unknown> =>
  z.looseObject({ metadata: z.looseObject({ tocsin: z.record(z.string(), z.unknown()) }) }).safeParse(incident).data
    ?.metadata.tocsin ?? {};

/** Writes a change into an incident, with its update, and records it as a message to the page's readers. */
export const written = (
  desk: FakeDesk,
  method: string,
  incident: PageIncident,
  said: z.infer<typeof Change>['incident'],
  standing: Record<string, z.infer<typeof ComponentStatus>>,
): PageIncident => {
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
  // a component has one status, whichever incident has set it last
  for (const [id, status] of Object.entries(components ?? {})) standing[`${incident.page_id}/${id}`] = status;
  const listed = z
    .array(z.looseObject({ id: z.string() }))
    .catch([])
    .parse(incident['components']);
  Object.assign(incident, rest, {
    ...(said.impact_override ? { impact: said.impact_override } : {}),
    components: [...new Set([...(ids ?? listed.map(({ id }) => id)), ...Object.keys(components ?? {})])].map((id) => ({
      id,
    })),
    ...(said.status === 'monitoring' ? { monitoring_at: at } : {}),
    ...(said.status === 'resolved' ? { resolved_at: at } : {}),
    updated_at: at,
    incident_updates: [update, ...before],
  });
  desk.record({
    kind: 'status-page',
    to: incident.page_id,
    incidentId: incidentIn(tocsinIn(incident)['incidentId']),
    text: [`${incident.name} (${incident.status})`, body ?? ''].join('\n\n').trim(),
    raw: { method, page: incident.page_id, id: incident.id, incident: said },
  });
  return incident;
};

/** An incident as it is answered: with its components as they stand. */
export const shown = (
  incident: PageIncident,
  standing: Readonly<Record<string, z.infer<typeof ComponentStatus>>>,
): PageIncident => ({
  ...incident,
  components: z
    .array(z.looseObject({ id: z.string() }))
    .parse(incident['components'])
    .map(({ id }) => ({ id, status: standing[`${incident.page_id}/${id}`] ?? 'operational' })),
});
