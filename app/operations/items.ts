import * as z from 'zod';
import { parsed } from '#app/api/wrong-fields';
import type { Row } from '#app/ports';
import { keys, list } from '#app/store/keys';
import { noteOf } from '#app/store/note';
import { Contended, NotFound, Refused } from '#core/errors';
import type { Json } from '#core/json';
import { textOf } from '#core/json';
import { jsonOf } from '../api/body.ts';
import { etag, mustMatch } from '../api/match.ts';
import { type ApiPorts, type Call, json, type Operation } from '../api/operation.ts';
import { wrong } from '../api/problem.ts';
import { Page, pageOf, queryOf } from '../api/query.ts';

const Item = z
  .object({
    id: z.string(),
    incident: z.string(),
    title: z.string(),
    priority: z.string(),
    owner: z.string(),
    due: z.string(),
    status: z.enum(['open', 'done']),
    category: z.string(),
    horizon: z.string(),
    version: z.int(),
  })
  .meta({ id: 'ActionItem' });
const Items = Page.extend({ status: z.enum(['open', 'done']).optional(), incident: z.string().optional() });
const Words = z.string().trim().min(1, 'must not be empty').max(200);
const Change = z.strictObject({
  status: z.enum(['open', 'done']).optional(),
  owner: Words.optional(),
  title: Words.optional(),
  priority: Words.optional(),
  due: z.iso.date('must be a date such as 2026-03-20').optional(),
});

/** An action item as the API shows it. */
export const shownItem = (row: Row): z.infer<typeof Item> =>
  Item.parse({
    ...(row['item'] as Record<string, Json>),
    incident: row['incident'],
    version: Number(row['version'] ?? 1),
  });

async function items(ports: ApiPorts, { query }: Call): Promise<Response> {
  const { status, incident, ...asked } = queryOf(Items, query);
  const page = await pageOf(ports, list.item, asked);
  const found = page.rows
    .map(shownItem)
    .filter((i) => status === undefined || i.status === status)
    .filter((i) => incident === undefined || i.incident === incident);
  return json({ items: found, next: page.next ?? null });
}

async function change(ports: ApiPorts, { id, request, caller }: Call): Promise<Response> {
  const body = await jsonOf(request);
  const read = parsed(Change, body, (fields) =>
    Object.keys(fields).length === 0 ? [{ path: '', message: 'give what changes' }] : [],
  );
  const row = /^[\w.-]{1,120}$/.test(id) ? await ports.table.get(keys.item(id)) : undefined;
  if (row === undefined) throw new NotFound(`no action item ${id.slice(0, 80)}`);
  const before = shownItem(row);
  mustMatch(request, before.version);
  if ('faults' in read) throw wrong(read.faults);
  const version = before.version + 1;
  const item = { ...(row['item'] as Record<string, Json>), ...(read.data as Record<string, Json>) };
  const after: Row = { ...row, item, version, listPk: list.item, listSk: `${textOf(item['due'])}#${id}` };
  const said = Object.entries(read.data).map(([name, value]) => `${name} ${String(value)}`);
  try {
    await ports.table.write([
      {
        put: after,
        when: row['version'] === undefined ? { pk: { present: true } } : { version: { eq: row['version'] } },
      },
      noteOf(ports, before.incident, `item-${id}-${version}`, {
        type: 'ItemChanged',
        item: id,
        by: caller.name,
        because: `${said.join(', ')} (${caller.name})`,
      }),
    ]);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Contended(`action item ${id}`);
  }
  return json(shownItem(after), 200, { etag: etag(version) });
}

/** What is left to do after incidents. */
export const itemOperations: Operation[] = [
  {
    method: 'get',
    path: '/v1/action-items',
    who: 'viewer',
    summary: 'Action items by their due date; the list may lag',
    query: Items,
    gives: {
      status: 200,
      description: 'A page; `next` is null at the end',
      content: { 'application/json': z.object({ items: z.array(Item), next: z.string().nullable() }) },
    },
    run: items,
  },
  {
    method: 'patch',
    path: '/v1/action-items/{id}',
    who: 'commander',
    summary: 'Changes an action item: done, another owner, another date',
    body: Change,
    headers: ['If-Match'],
    gives: { status: 200, description: 'The item as this left it', content: { 'application/json': Item } },
    run: change,
  },
];
