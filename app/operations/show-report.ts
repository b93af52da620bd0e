import * as z from 'zod';
import { packOf } from '#app/store/incidents';
import { keys } from '#app/store/keys';
import { timelineOf } from '#app/store/timeline';
import { NotFound } from '#core/errors';
import { reportsOf } from '#core/incident/reports';
import { type Incident, reviewOf } from '#core/incident/state';
import { reportView, shortened } from '#core/message/incident-view';
import { Line } from '#core/message/line';
import { render, type View } from '#core/message/render';
import { shownItem } from '../api/action-item.ts';
import { incidentOf } from '../api/incident-of.ts';
import { type ApiPorts, json, operation } from '../api/operation.ts';

const Report = z.object({
  id: z.string(),
  title: z.string(),
  severity: z.string(),
  sections: z.array(z.string()),
  text: z.string(),
  metrics: z.record(z.string(), z.number().nullable()),
  review: z.looseObject({}),
  timeline: z.array(Line),
});

/** The report of an incident, from what is known now. */
export const showReport = operation({
  name: 'showReport',
  method: 'get',
  path: '/v1/incidents/{id}/report',
  role: 'viewer',
  summary: 'Show the report of an incident from what is known now, as Markdown or JSON',
  query: z.strictObject({
    name: z.string().max(40).optional().meta({ description: 'One of the other reports of the playbook' }),
  }),
  answers: { status: 200, description: 'The report', json: Report, other: { 'text/markdown': z.string() } },
  async run(ports, call) {
    const { incident: i } = await incidentOf(ports, call);
    const pack = await packOf(ports, i.playbook);
    const { name } = call.query;
    const all = reportsOf(i, pack.playbook, ports.now());
    const template = all.find((report) => report.name === name)?.template;
    if (template === undefined) throw new NotFound(`${i.id} has no ${name ?? 'report'}${named(all)}`);
    const sections = name === undefined ? pack.playbook.report.sections : [];
    const lines = await timelineOf(ports, i.id, i.openedAt, i.speed);
    const view = await withItems(ports, i, reportView(i, { ...ports.deployed, pack, now: ports.now() }, lines));
    const { text } = render(pack, template, view);
    const vary = { vary: 'accept' };
    if (!(call.request.headers.get('accept') ?? '').includes('application/json'))
      return new Response(text, { headers: { 'content-type': 'text/markdown; charset=utf-8', ...vary } });
    const { id, title, severity } = i;
    const { metrics, review } = view;
    return json({ id, title, severity, sections, text, metrics, review, timeline: shortened(lines) }, 200, vary);
  },
  cli: {
    verb: 'report',
    arguments: [{ name: 'id', sets: 'path.id', help: 'the incident' }],
    options: [{ flag: '--name <report>', sets: 'query.name', help: 'one of the other reports of the playbook' }],
  },
});

/** The names of the other reports that there are. */
function named(all: ReturnType<typeof reportsOf>): string {
  const names = all.flatMap(({ name }) => name ?? []);
  return names.length === 0 ? '' : `; its other reports: ${names.join(', ')}`;
}

/** Items that were filed stand in the report as they are now: done, moved to another day, or with another owner. */
async function withItems(ports: ApiPorts, i: Incident, view: View): Promise<View> {
  const filed = await Promise.all((reviewOf(i)?.items ?? []).map((id) => ports.table.get(keys.item(id))));
  const items = filed.flatMap((row) => (row === undefined ? [] : [shownItem(row)]));
  return items.length === 0 || view.review === null ? view : { ...view, review: { ...view.review, items } };
}
