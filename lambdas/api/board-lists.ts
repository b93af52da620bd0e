import * as z from 'zod';
import { ActionItem } from '#app/api/action-item';
import { IncidentRow } from '#app/api/incident-row';
import { itemChanged } from '#app/board/asked';
import { readPeople } from '#app/board/read';
import { type Flash, sentTooLate, statusOf } from '#web/board/flash';
import { historyPage, itemsPage } from '#web/board/lists';
import { type Desk, knownNow, type Visit } from './board-desk.ts';

const Incidents = z.object({ items: z.array(IncidentRow), next: z.string().nullable() });
const Items = z.object({ items: z.array(ActionItem), next: z.string().nullable() });

/** What an address asks for of these fields; a field that is left blank asks for nothing. */
const asked = ({ c }: Visit, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(c.req.query()).filter(([name, value]) => names.includes(name) && value !== ''));

/** History and action items: lists of the API, with their filters in the address. */
export function addLists({ ports, show, list, act, page }: Desk): void {
  page('/console/history', async (v) => {
    const query = asked(v, ['state', 'severity', 'service', 'next']);
    const { people } = await readPeople(ports);
    const found = Incidents.parse(await list(v, 'listIncidents', query));
    return show(v.c, historyPage(v.frame, knownNow(ports, people), query, found));
  });
  const items = async (v: Visit, flash: Flash | undefined) => {
    const query = asked(v, ['status', 'next']);
    const { people } = await readPeople(ports);
    const found = Items.parse(await list(v, 'listActionItems', query));
    return show(v.c, itemsPage(v.frame, knownNow(ports, people), query, { ...found, flash }), statusOf(flash));
  };
  page(
    '/console/items',
    (v) =>
      items(v, v.again === true ? sentTooLate : v.c.req.query('done') === undefined ? undefined : { done: 'item' }),
    async (v) => {
      const outcome = await act(v, {
        operation: 'changeActionItem',
        id: v.form['id'] ?? '',
        body: itemChanged(v.form),
      });
      return outcome.done ? v.c.redirect('?done=item', 303) : items(v, outcome);
    },
  );
}
