import * as z from 'zod';
import { list } from '#app/store/keys';
import { maintenanceRow, PlannedWork, shownMaintenance } from '../api/maintenance.ts';
import { json, operation } from '../api/operation.ts';
import { pageOf } from '../api/page-of.ts';
import { listOf, Page } from '../api/query.ts';
import { textOf } from '../api/verb.ts';

/** Planned work, past and to come. */
export const listMaintenance = operation({
  name: 'listMaintenance',
  method: 'get',
  path: '/v1/maintenance',
  role: 'viewer',
  summary: 'List planned work, the latest start first; the list may lag',
  query: Page.extend({ stands: z.enum(['planned', 'begun', 'cancelled']).optional() }),
  answers: {
    status: 200,
    description: 'A page; `next` is null at the end, and a page may be shorter than asked for',
    json: listOf(PlannedWork),
  },
  async run(ports, { query: { stands, ...asked } }) {
    const page = await pageOf(ports, list.maintenance, asked, true);
    const items = page.rows.map(shownMaintenance).filter((m) => stands === undefined || m.stands === stands);
    return json({ items, next: page.next ?? null });
  },
  cli: {
    verb: 'maintenance',
    options: [
      { flag: '--stands <state>', sets: 'query.stands', help: 'planned, begun or cancelled' },
      { flag: '--limit <n>', sets: 'query.limit', form: 'whole', help: 'at most so many, 1 to 100' },
      { flag: '--next <cursor>', sets: 'query.next', help: 'the page that follows, by `next` of the JSON output' },
    ],
    text: textOf(z.object({ items: z.array(PlannedWork) }), ({ items }) =>
      items.length > 0
        ? items.map(maintenanceRow).join('\n')
        : 'No planned work found. Declare some with: tocsin plan-maintenance "what is done" --service NAME --until TIME',
    ),
  },
});
