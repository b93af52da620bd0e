import * as z from 'zod';
import { averagesOf } from '#app/api/averages';
import { dutiesAt } from '#app/api/duty';
import { phasesRun, Shown, show } from '#app/api/show';
import { invitationOf } from '#app/invitation';
import { packOf } from '#app/store/incidents';
import { keys, list } from '#app/store/keys';
import { timelineOf } from '#app/store/timeline';
import { NotFound } from '#core/errors';
import { Incident, reviewOf } from '#core/incident/state';
import { iso } from '#core/incident/time';
import { reportView } from '#core/message/incident-view';
import { Line } from '#core/message/line';
import { render, type View } from '#core/message/render';
import { incidentOf } from '../api/incident-of.ts';
import { etag, isKnown } from '../api/match.ts';
import { type ApiPorts, type Call, json, type Operation } from '../api/operation.ts';
import { placesOf } from '../api/places.ts';
import { Instant, Page, pageOf, queryOf, wholeRows } from '../api/query.ts';
import { shownItem } from './items.ts';

const days90 = 90 * 86_400_000;
const Next = z.string().nullable();
const listOf = (item: z.ZodType) => ({ 'application/json': z.object({ items: z.array(item), next: Next }) });
const Incidents = Page.extend({
  state: z.enum(['open', 'resolved', 'closed', 'reviewed', 'ended']).optional(),
  severity: z.string().optional(),
  service: z.string().optional(),
});
const OnCall = z.strictObject({ at: Instant.optional() });
const Metrics = z.strictObject({ from: Instant.optional(), to: Instant.optional() });
const Nothing = z.strictObject({});

async function incidents(ports: ApiPorts, { query }: Call): Promise<Response> {
  const { state, severity, service, ...asked } = queryOf(Incidents, query);
  const page = await pageOf(ports, list.incident, asked, true);
  const items = page.rows
    .map((row) => show(Incident.parse(row['incident']), Number(row['version']), placesOf(ports)))
    .filter((i) => state === undefined || i.state === state)
    .filter((i) => severity === undefined || i.severity === severity)
    .filter((i) => service === undefined || i.service === service);
  return json({ items, next: page.next ?? null });
}

async function incident(ports: ApiPorts, call: Call): Promise<Response> {
  queryOf(Nothing, call.query);
  const stored = await incidentOf(ports, call);
  if (isKnown(call.request, stored.version))
    return new Response(null, { status: 304, headers: { etag: etag(stored.version) } });
  const rows = await ports.table.query(stored.incident.id, { prefix: 'E#' });
  const events = rows.flatMap(({ event }) =>
    typeof event === 'object' && event !== null && !Array.isArray(event) ? [event] : [],
  );
  const phases = phasesRun(stored.incident.id, events);
  return json(show(stored.incident, stored.version, placesOf(ports), phases), 200, { etag: etag(stored.version) });
}

async function timeline(ports: ApiPorts, call: Call): Promise<Response> {
  const { incident: i } = await incidentOf(ports, call);
  return json({ items: await timelineOf(ports, i.id, i.openedAt, i.speed), next: null });
}

async function report(ports: ApiPorts, call: Call): Promise<Response> {
  const { incident: i } = await incidentOf(ports, call);
  const pack = await packOf(ports, i.playbook);
  const { report: template, sections } = pack.playbook.review;
  if (template === undefined) throw new NotFound(`the playbook of ${i.id} has no report`);
  const lines = await timelineOf(ports, i.id, i.openedAt, i.speed);
  const view = await withItems(ports, i, reportView(i, { ...ports.deployed, pack, now: ports.now() }, lines));
  const { text } = render(pack, template, view);
  const vary = { vary: 'accept' };
  if (!(call.request.headers.get('accept') ?? '').includes('application/json'))
    return new Response(text, { headers: { 'content-type': 'text/markdown; charset=utf-8', ...vary } });
  const { id, title, severity } = i;
  return json(
    { id, title, severity, sections, text, metrics: view.metrics, review: view.review, timeline: lines },
    200,
    vary,
  );
}

/** Items that were filed stand in the report as they are now: done, moved to another day, or with another owner. */
async function withItems(ports: ApiPorts, i: Incident, view: View): Promise<View> {
  const filed = await Promise.all((reviewOf(i)?.items ?? []).map((id) => ports.table.get(keys.item(id))));
  const items = filed.flatMap((row) => (row === undefined ? [] : [shownItem(row)]));
  return items.length === 0 || view.review === null ? view : { ...view, review: { ...view.review, items } };
}

async function invitation(ports: ApiPorts, call: Call): Promise<Response> {
  const { incident: i } = await incidentOf(ports, call);
  const text = invitationOf(i, await packOf(ports, i.playbook), ports.now());
  if (text === undefined) throw new NotFound(`${i.id} has no review meeting yet`);
  const name = `attachment; filename="${i.id}.ics"`;
  return new Response(text, {
    headers: { 'content-type': 'text/calendar; charset=utf-8', 'content-disposition': name },
  });
}

function onCall(ports: ApiPorts, { query }: Call): Response {
  const { at } = queryOf(OnCall, query);
  const when = at === undefined ? ports.now() : new Date(at);
  return json({ at: iso(when), items: dutiesAt(ports.deployed.people, when), next: null });
}

async function metrics(ports: ApiPorts, { query }: Call): Promise<Response> {
  const asked = queryOf(Metrics, query);
  const to = asked.to === undefined ? ports.now() : new Date(asked.to);
  const from = asked.from === undefined ? new Date(to.getTime() - days90) : new Date(asked.from);
  const found: Incident[] = [];
  let next: string | undefined;
  do {
    const page = await ports.table.index('list', list.incident, {
      limit: 100,
      backwards: true,
      upTo: `${iso(to)}#~`,
      ...(next === undefined ? {} : { next }),
    });
    const rows = (await wholeRows(ports.table, page.rows))
      .map((row) => Incident.parse(row['incident']))
      .filter((i) => Date.parse(i.openedAt) >= from.getTime());
    found.push(...rows);
    next = rows.length < page.rows.length ? undefined : page.next;
  } while (next !== undefined);
  const severities = ports.deployed.pack.playbook.severities.map((s) => s.id);
  return json({ from: iso(from), to: iso(to), items: averagesOf(found, severities), next: null });
}

const json200 = (description: string, content: Operation['gives']['content']) => ({
  status: 200,
  description,
  ...(content === undefined ? {} : { content }),
});

/** All that can be read of incidents, of duty, and of times. */
export const reading: Operation[] = [
  {
    method: 'get',
    path: '/v1/incidents',
    who: 'viewer',
    summary: 'Incidents, the newest first; the list may lag',
    query: Incidents,
    gives: json200('A page; `next` is null at the end, and a page may be shorter than asked for', listOf(Shown)),
    run: incidents,
  },
  {
    method: 'get',
    path: '/v1/incidents/{id}',
    who: 'viewer',
    summary: 'One incident as it stands',
    gives: json200('The incident; its ETag is its version', { 'application/json': Shown }),
    run: incident,
  },
  {
    method: 'get',
    path: '/v1/incidents/{id}/timeline',
    who: 'viewer',
    summary: 'All that happened, in order; `seconds` counts from the opening, in the playbook’s time',
    gives: json200('All items', listOf(Line)),
    run: timeline,
  },
  {
    method: 'get',
    path: '/v1/incidents/{id}/report',
    who: 'viewer',
    summary: 'The report from the facts up to now, as Markdown or, by Accept, as JSON',
    gives: json200('The report', {
      'text/markdown': z.string(),
      'application/json': z.object({
        id: z.string(),
        title: z.string(),
        severity: z.string(),
        sections: z.array(z.string()),
        text: z.string(),
        metrics: z.record(z.string(), z.number().nullable()),
        review: z.looseObject({}),
        timeline: z.array(Line),
      }),
    }),
    run: report,
  },
  {
    method: 'get',
    path: '/v1/incidents/{id}/report.ics',
    who: 'viewer',
    summary: 'The review meeting as a calendar entry',
    gives: json200('The entry', { 'text/calendar': z.string() }),
    run: invitation,
  },
  {
    method: 'get',
    path: '/v1/on-call',
    who: 'viewer',
    summary: 'Whom each word of the playbook means, now or at an instant',
    query: OnCall,
    gives: json200('All targets', {
      'application/json': z.object({
        at: z.string(),
        items: z.array(
          z.object({
            target: z.string(),
            title: z.string(),
            people: z.array(
              z.object({ person: z.string(), name: z.string(), because: z.string(), until: z.string().optional() }),
            ),
          }),
        ),
        next: Next,
      }),
    }),
    run: onCall,
  },
  {
    method: 'get',
    path: '/v1/metrics',
    who: 'viewer',
    summary: 'Mean times in seconds by severity, of incidents that opened in the last 90 days or between two instants',
    query: Metrics,
    gives: json200('One item a severity', {
      'application/json': z.object({
        from: z.string(),
        to: z.string(),
        items: z.array(
          z.object({
            severity: z.string(),
            incidents: z.int(),
            open: z.int(),
            means: z.record(z.string(), z.object({ seconds: z.number(), of: z.int() })),
          }),
        ),
        next: Next,
      }),
    }),
    run: metrics,
  },
];
