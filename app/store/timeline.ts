import type { Ports } from '#app/ports';
import type { Line } from '#core/message/line';
import { timeline } from '#core/message/timeline';
import { prefixes } from './keys.ts';

/** The timeline of an incident, from the rows of its events and of its notes. */
export const timelineOf = async (
  ports: Pick<Ports, 'table'>,
  id: string,
  openedAt: string,
  speed = 1,
): Promise<Line[]> => timeline(await happenedIn(ports, id), openedAt, speed);

/** The events and notes of an incident, as they are stored. */
export async function happenedIn({ table }: Pick<Ports, 'table'>, id: string): Promise<unknown[]> {
  const rows = await Promise.all([prefixes.event, prefixes.note].map((prefix) => table.query(id, { prefix })));
  return rows.flat().map((row) => row['event']);
}
