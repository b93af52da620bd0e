import * as z from 'zod';
import { turnOf } from '#app/aggregates/timed';
import { timedItem } from '#app/items/timed-item';
import type { Ports } from '#app/ports';
import { keys } from '#app/store/keys';
import { noteOf } from '#app/store/note';
import { InvalidInput, NotFound } from '#core/errors';
import { iso } from '#core/incident/time';
import { ActionItem, actionItemRow, shownItem } from '../api/action-item.ts';
import { text } from '../api/fields.ts';
import { etag, mustMatch } from '../api/match.ts';
import { json, operation } from '../api/operation.ts';
import { textOf } from '../api/verb.ts';

const Change = () =>
  z
    .strictObject({
      status: z.enum(['open', 'done']).optional(),
      owner: text(200).optional(),
      title: text(200).optional(),
      priority: text(200).optional(),
      due: z.iso
        .date({ error: 'must be a date such as 2026-03-20', abort: true })
        .regex(/^20\d\d-/, 'must be a day of the years 2000 to 2099')
        .optional(),
      dependsOn: z
        .array(z.string().regex(/^[\w.-]{1,120}$/, 'must be the id of an action item'))
        .max(20)
        .optional()
        .meta({ description: 'Ids of the items that must be done before it, all of them; none clears them' }),
    })
    .refine((change) => Object.keys(change).length > 0, 'give what changes')
    .meta({ minProperties: 1 });

/** So far it is looked for circles: a longer chain is nobody's. */
const MOST_ITEMS = 100;

/** Throws `InvalidInput` for an item that there is not, and where the item would wait for itself. */
async function mustExist({ table }: Pick<Ports, 'table'>, id: string, dependsOn: readonly string[]): Promise<void> {
  const waiting = [...dependsOn];
  const seen = new Set<string>();
  for (let next = waiting.shift(); next !== undefined && seen.size < MOST_ITEMS; next = waiting.shift()) {
    if (next === id) throw new InvalidInput(`dependsOn: ${id} would wait for itself`);
    if (seen.has(next)) continue;
    seen.add(next);
    const row = await table.get(keys.item(next));
    if (row === undefined && dependsOn.includes(next))
      throw new InvalidInput(`dependsOn: there is no action item ${next}`);
    if (row !== undefined) waiting.push(...shownItem(row).dependsOn);
  }
}

/** Changes what is left to do after an incident. */
export const changeActionItem = operation({
  name: 'changeActionItem',
  method: 'patch',
  path: '/v1/action-items/{id}',
  role: 'commander',
  summary: 'Change an action item: its status, owner, title, priority or due date',
  body: Change,
  headers: ['If-Match'],
  answers: { status: 200, description: 'The item as this left it', json: ActionItem },
  async run(ports, { id, request, caller, body }) {
    const known = /^[\w.-]{1,120}$/.test(id) ? await ports.table.get(keys.item(id)) : undefined;
    if (known === undefined) throw new NotFound(`no action item ${id.slice(0, 80)}`);
    mustMatch(request, shownItem(known).version);
    const asked = await body();
    await mustExist(ports, id, asked.dependsOn ?? []);
    const change = Object.entries(asked).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    const changes = change.map(([name, value]) =>
      typeof value === 'string' ? `${name} ${value}` : `after ${value.length === 0 ? 'none' : value.join(', ')}`,
    );
    const left = await turnOf(ports, timedItem, id, {}, (state, _, row) => {
      const { version, due, status } = shownItem(row);
      mustMatch(request, version);
      const item = { ...state.item, ...Object.fromEntries(change) };
      // what would have been due before is planned anew from now on, and nobody is reminded of what is past
      const anew = item.due !== due || item.status !== status;
      const line = noteOf(ports, state.incident, `item-${id}-${version + 1}`, {
        type: 'ItemChanged',
        item: id,
        by: caller.name,
        because: `${changes.join(', ')} (${caller.name})`,
      });
      return { state: { ...state, item, ...(anew ? { since: iso(ports.now()) } : {}) }, beside: [line] };
    });
    return json(shownItem(left), 200, { etag: etag(shownItem(left).version) });
  },
  cli: {
    verb: 'item',
    arguments: [{ name: 'id', sets: 'path.id', help: 'the action item' }],
    options: [
      { flag: '--status <status>', sets: 'body.status', help: 'open or done' },
      { flag: '--owner <who>', sets: 'body.owner', help: 'who takes it' },
      { flag: '--title <text>', sets: 'body.title', help: 'what is to be done' },
      { flag: '--priority <priority>', sets: 'body.priority', help: 'a priority of the playbook' },
      {
        flag: '--depends-on <ids>',
        sets: 'body.dependsOn',
        form: 'list',
        help: 'items that must be done before it, with commas between; "" for none',
      },
      { flag: '--due <date>', sets: 'body.due', help: 'a date such as 2026-03-20' },
    ],
    text: textOf(ActionItem, actionItemRow),
  },
});
