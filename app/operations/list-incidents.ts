import * as z from 'zod';
import { list } from '#app/store/keys';
import { Incident } from '#core/incident/state';
import { IncidentRow, incidentRow } from '../api/incident-row.ts';
import { json, operation } from '../api/operation.ts';
import { pageOf } from '../api/page-of.ts';
import { placesOf } from '../api/places.ts';
import { listOf, Page } from '../api/query.ts';
import { Shown, show } from '../api/show.ts';
import { textOf } from '../api/verb.ts';

const Query = Page.extend({
  state: z.enum(['open', 'resolved', 'closed', 'reviewed', 'ended']).optional(),
  severity: z.string().optional(),
  service: z.string().optional(),
});

/** Incidents, page by page. */
export const listIncidents = operation({
  name: 'listIncidents',
  method: 'get',
  path: '/v1/incidents',
  role: 'viewer',
  summary: 'List incidents, newest first; the list may lag',
  query: Query,
  answers: {
    status: 200,
    description: 'A page; `next` is null at the end, and a page may be shorter than asked for',
    json: listOf(Shown),
  },
  async run(ports, { query: { state, severity, service, ...asked } }) {
    const page = await pageOf(ports, list.incident, asked, true);
    const items = page.rows
      .map((row) => show(Incident.parse(row['incident']), Number(row['version']), placesOf(ports)))
      .filter((i) => state === undefined || i.state === state)
      .filter((i) => severity === undefined || i.severity === severity)
      .filter((i) => service === undefined || i.service === service);
    return json({ items, next: page.next ?? null });
  },
  cli: {
    verb: 'list',
    options: [
      { flag: '--state <state>', sets: 'query.state', help: 'open, resolved, closed, reviewed or ended' },
      { flag: '--severity <id>', sets: 'query.severity', help: 'a severity of the playbook' },
      { flag: '--service <name>', sets: 'query.service', help: 'a service of the playbook' },
      { flag: '--limit <n>', sets: 'query.limit', form: 'whole', help: 'at most so many, 1 to 100' },
      { flag: '--next <cursor>', sets: 'query.next', help: 'the page that follows, by `next` of the JSON output' },
    ],
    text: textOf(z.object({ items: z.array(IncidentRow) }), ({ items }) =>
      items.length > 0
        ? items.map(incidentRow).join('\n')
        : 'No incidents found. Declare one with: tocsin declare "what is wrong"',
    ),
  },
});
