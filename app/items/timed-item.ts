import * as z from 'zod';
import type { Timed } from '#app/aggregates/timed';
import { mustLoad, packOf } from '#app/store/incidents';
import { due, keys, list, ranked } from '#app/store/keys';
import { lineOf } from '#app/store/note';
import type { Context } from '#core/incident/context';
import type { Incident } from '#core/incident/state';
import { iso } from '#core/incident/time';
import { Item } from '#core/item/item';
import { remindersOf } from '#core/item/reminders';
import { itemTimePassed } from '#core/item/time-passed';
import { asJson } from '#core/json';
import { PLANNING } from '#core/planning';

/** An action item as its row holds it; what another release has put into it stays. */
const StoredItem = z.object({
  item: z.looseObject(Item.shape),
  incident: z.string(),
  /** What was due up to then has been done, or was past when the item was filed or its due date changed; a row of the release before has none. */
  since: z.string().optional(),
});
export type StoredItem = z.infer<typeof StoredItem>;

/** An action item: its owner is reminded of it, and others hear that it stays overdue, as its incident's playbook says. */
export const timedItem: Timed<StoredItem, { incident: Incident; context: Context }> = {
  kind: 'item',
  partition: due.item,
  limits: { aSweep: 100, atOnce: 5 },
  mark: PLANNING,
  key: keys.item,
  idOf: ({ pk }) => pk.slice(keys.item('').pk.length),
  read: (row) => StoredItem.parse(row),
  write: ({ item, incident, since }) => ({
    item: asJson(item),
    incident,
    ...(since === undefined ? {} : { since }),
    listPk: list.item,
    listSk: `${item.due}#${item.id}`,
  }),
  async contextOf(ports, { incident: id }) {
    const { incident } = await mustLoad(ports, id);
    const pack = await packOf(ports, incident.playbook);
    return { incident, context: { ...ports.deployed, pack, now: ports.now() } };
  },
  dues: ({ item, since }, { context }) => remindersOf(item, context.pack.playbook, since).map(({ due: at }) => at),
  timePassed(state, { incident, context }, asOf) {
    const { lines, messages } = itemTimePassed(state.item, state.since, { incident, context }, asOf);
    const { severities } = context.pack.playbook;
    return {
      state: { ...state, since: iso(asOf) },
      beside: lines.map((line, n) =>
        lineOf({ now: () => context.now }, incident.id, `item-${state.item.id}-${iso(asOf)}-${n}`, {
          ...line,
          item: state.item.id,
          after: incident.seq,
        }),
      ),
      outbox: {
        pk: incident.id,
        duePk: ranked(due.outbox, severities, incident.severity),
        entries: messages,
      },
    };
  },
};
