import { peopleWithCovers } from '#app/covers/cover';
import type { Ports } from '#app/ports';
import { packOf } from '#app/store/incidents';
import { prefixes } from '#app/store/keys';
import type { Stored } from '#app/store/stored';
import { PageOrder } from '#core/incident/outbox';
import { type Entry, entryOf } from '#core/message/entry';
import type { Line } from '#core/message/line';
import { timeline } from '#core/message/timeline';
import type { OnCallPeople } from '#core/on-call';
import type { Pack } from '#core/playbook/pack';
import type { Link } from './open.ts';

/** What is read for the page of one person: all of it values. */
export interface PageData {
  pack: Pack;
  people: OnCallPeople;
  entries: Entry[];
  lines: Line[];
  /** Why the person was paged last in this cycle. */
  called: { target: string; why: string; because: string } | undefined;
}

/** Reads what a person's page shows, all at once. */
export async function pageData(
  ports: Pick<Ports, 'table' | 'deployed' | 'now'>,
  { person }: Link,
  { incident }: Stored,
): Promise<PageData> {
  const { id, openedAt, speed, cycle, playbook } = incident;
  const [pack, people, events, notes, pages] = await Promise.all([
    packOf(ports, playbook),
    peopleWithCovers(ports.table, ports.deployed.people, ports.now()),
    ports.table.query(id, { prefix: prefixes.event }),
    ports.table.query(id, { prefix: prefixes.note }),
    ports.table.query(id, { prefix: prefixes.page }),
  ]);
  const rows = [...events, ...notes].map((row) => row['event']);
  const entries = rows.flatMap((row) => {
    const entry = entryOf(row);
    return entry === undefined || 'kind' in entry ? [] : [entry];
  });
  const orders = pages
    .map((row) => PageOrder.parse(row['page']))
    .filter((order) => order.cycle === cycle && order.person === person)
    .sort((a, b) => a.seq - b.seq);
  return {
    pack,
    people,
    entries: entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    lines: timeline(rows, openedAt, speed),
    called: orders.at(-1)?.reasons[0],
  };
}
