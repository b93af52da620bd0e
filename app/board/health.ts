import { wholeRows } from '#app/api/page-of';
import { retryOf } from '#app/outbox/retry';
import type { Ports, QueueName } from '#app/ports';
import { due, queueOf, ranksOf } from '#app/store/keys';
import { iso } from '#core/incident/time';

/** What has not happened a minute after its time is late: the sweeper has not helped either. */
const LATE_MS = 60_000;
/** Rows that are read of each partition, and rows of retries that are looked into. */
const MOST = 25;
const MOST_LOOKED_INTO = 10;

/** Something that should have happened: a row of the outbox by its queue, or a deadline. */
export interface Late {
  what: QueueName | 'deadline';
  incident: string;
  due: string;
}
/** Whether what was ordered is sent, and what is due is done. */
export interface Health {
  late: Late[];
  /** There may be more than were read. */
  more: boolean;
  /** Channels that have failed, with how many deliveries wait for them and when the next is tried. */
  waiting: { tool: string; count: number; next: string }[];
}

/** Reads from the index of what is due how Tocsin itself keeps up. */
export async function readHealth({
  table,
  wallClock,
  now,
}: Pick<Ports, 'table' | 'wallClock' | 'now'>): Promise<Health> {
  const read = (partition: string, upTo?: string) =>
    table.index('due', partition, { limit: MOST, ...(upTo === undefined ? {} : { upTo }) });
  const wall = wallClock().getTime();
  const [sent, deadlines] = await Promise.all([
    Promise.all(ranksOf(due.outbox).map((partition) => read(partition))),
    Promise.all(ranksOf(due.aggregate).map((partition) => read(partition, iso(now().getTime() - LATE_MS)))),
  ]);
  const rows = sent.flatMap((page) => page.rows);
  const overdue = rows.filter((row) => Date.parse(`${row['dueAt']}`) < wall - LATE_MS);
  const later = rows.filter((row) => Date.parse(`${row['dueAt']}`) > wall).slice(0, MOST_LOOKED_INTO);
  const waiting = new Map<string, Health['waiting'][number]>();
  for (const row of await wholeRows(table, later)) {
    const { tried, nextTryAt } = retryOf(row);
    for (const [tool, { failed }] of Object.entries(tried)) {
      if (failed === 0 || nextTryAt === undefined) continue;
      const known = waiting.get(tool);
      const next = known === undefined || nextTryAt < known.next ? nextTryAt : known.next;
      waiting.set(tool, { tool, count: (known?.count ?? 0) + 1, next });
    }
  }
  const late = [
    ...overdue.map((row): Late => ({ what: queueOf(row.sk) ?? 'send', incident: row.pk, due: `${row['dueAt']}` })),
    ...deadlines
      .flatMap((page) => page.rows)
      .map((row): Late => ({ what: 'deadline', incident: row.pk, due: `${row['dueAt']}` })),
  ];
  return {
    late: late.sort((a, b) => (a.due < b.due ? -1 : 1)),
    more: [...sent, ...deadlines].some((page) => page.rows.length >= MOST),
    waiting: [...waiting.values()].sort((a, b) => b.count - a.count),
  };
}

/** Reads at most once in so many milliseconds, however many tabs ask. */
export function atMostEvery<T>(ms: number, clock: () => Date, read: () => Promise<T>): () => Promise<T> {
  let last: { at: number; value: Promise<T> } | undefined;
  return () => {
    const at = clock().getTime();
    if (last === undefined || at - last.at >= ms || at < last.at) {
      const value = read();
      last = { at, value };
      // what failed is read anew by the next who asks
      value.catch(() => {
        last = undefined;
      });
    }
    return last.value;
  };
}
