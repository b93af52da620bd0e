import * as z from 'zod';
import { list } from '#app/store/keys';
import { ActionItem, actionItemRow, shownItem } from '../api/action-item.ts';
import { json, operation } from '../api/operation.ts';
import { pageOf } from '../api/page-of.ts';
import { listOf, Page } from '../api/query.ts';
import { textOf } from '../api/verb.ts';

/** What is left to do after incidents. */
export const listActionItems = operation({
  name: 'listActionItems',
  method: 'get',
  path: '/v1/action-items',
  role: 'viewer',
  summary: 'List action items by due date; the list may lag',
  query: Page.extend({ status: z.enum(['open', 'done']).optional(), incident: z.string().optional() }),
  answers: { status: 200, description: 'A page; `next` is null at the end', json: listOf(ActionItem) },
  async run(ports, { query: { status, incident, ...asked } }) {
    const page = await pageOf(ports, list.item, asked);
    const items = page.rows
      .map(shownItem)
      .filter((i) => status === undefined || i.status === status)
      .filter((i) => incident === undefined || i.incident === incident);
    return json({ items, next: page.next ?? null });
  },
  cli: {
    verb: 'items',
    options: [
      { flag: '--status <status>', sets: 'query.status', help: 'open or done' },
      { flag: '--incident <id>', sets: 'query.incident', help: 'items of one incident' },
      { flag: '--limit <n>', sets: 'query.limit', form: 'whole', help: 'at most so many, 1 to 100' },
      { flag: '--next <cursor>', sets: 'query.next', help: 'the page that follows, by `next` of the JSON output' },
    ],
    text: textOf(z.object({ items: z.array(ActionItem) }), ({ items }) =>
      items.length > 0 ? items.map(actionItemRow).join('\n') : 'No action items found.',
    ),
  },
});
