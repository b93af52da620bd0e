import type { Ports } from '#app/ports';
import type { Line } from '#core/message/line';
import { timeline } from '#core/message/timeline';
import { prefixes } from './keys.ts';

/** The timeline of an incident, from the rows of its events and of its notes. */
export async function timelineOf(
  { table }: Pick<Ports, 'table'>,
  id: string,
  openedAt: string,
  speed = 1,
): Promise<Line[]> {
  const rows = await Promise.all([prefixes.event, prefixes.note].map((prefix) => table.query(id, { prefix })));
  const stored = rows.flat().map((row) => row['event']);
  return timeline(stored, openedAt, speed);
}
