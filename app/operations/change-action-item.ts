import * as z from 'zod';
import type { Row } from '#app/ports';
import { keys, list } from '#app/store/keys';
import { noteOf } from '#app/store/note';
import { Contended, NotFound, Refused } from '#core/errors';
import { ActionItem, actionItemRow, shownItem, storedItem } from '../api/action-item.ts';
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
      due: z.iso.date('must be a date such as 2026-03-20').optional(),
    })
    .refine((change) => Object.keys(change).length > 0, 'give what changes')
    .meta({ minProperties: 1 });

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
    const row = /^[\w.-]{1,120}$/.test(id) ? await ports.table.get(keys.item(id)) : undefined;
    if (row === undefined) throw new NotFound(`no action item ${id.slice(0, 80)}`);
    const before = shownItem(row);
    mustMatch(request, before.version);
    const asked = await body();
    const change = Object.entries(asked).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    const version = before.version + 1;
    const item = { ...storedItem(row), ...Object.fromEntries(change) };
    const after: Row = { ...row, item, version, listPk: list.item, listSk: `${asked.due ?? before.due}#${id}` };
    const changes = change.map(([name, value]) => `${name} ${value}`);
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
          because: `${changes.join(', ')} (${caller.name})`,
        }),
      ]);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      throw new Contended(`action item ${id}`);
    }
    return json(shownItem(after), 200, { etag: etag(version) });
  },
  cli: {
    verb: 'item',
    arguments: [{ name: 'id', sets: 'path.id', help: 'the action item' }],
    options: [
      { flag: '--status <status>', sets: 'body.status', help: 'open or done' },
      { flag: '--owner <who>', sets: 'body.owner', help: 'who takes it' },
      { flag: '--title <text>', sets: 'body.title', help: 'what is to be done' },
      { flag: '--priority <priority>', sets: 'body.priority', help: 'a priority of the playbook' },
      { flag: '--due <date>', sets: 'body.due', help: 'a date such as 2026-03-20' },
    ],
    text: textOf(ActionItem, actionItemRow),
  },
});
