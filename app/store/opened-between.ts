import { wholeRows } from '#app/api/page-of';
import type { Ports } from '#app/ports';
import type { Incident } from '#core/incident/state';
import { iso } from '#core/incident/time';
import { incidentIn } from './incidents.ts';
import { list } from './keys.ts';

/** Incidents opened between two instants, the newest first; at most so many, `more` where there are others. One that cannot be read is an error, unless `unread` is told of it. */
export async function openedBetween(
  { table }: Pick<Ports, 'table'>,
  from: Date,
  to: Date,
  most = 5_000,
  unread?: (id: string, error: unknown) => void,
): Promise<{ incidents: Incident[]; more: boolean }> {
  const incidents: Incident[] = [];
  let next: string | undefined;
  do {
    const page = await table.index('list', list.incident, {
      limit: 100,
      backwards: true,
      upTo: `${iso(to)}#~`,
      ...(next === undefined ? {} : { next }),
    });
    const rows = (await wholeRows(table, page.rows)).flatMap((row) => {
      try {
        return [incidentIn(row)];
      } catch (error) {
        if (unread === undefined) throw error;
        unread(row.pk, error);
        return [];
      }
    });
    const within = rows.filter((i) => Date.parse(i.openedAt) >= from.getTime());
    incidents.push(...within);
    next = within.length < rows.length ? undefined : page.next;
  } while (next !== undefined && incidents.length < most);
  return { incidents: incidents.slice(0, most), more: next !== undefined };
}
