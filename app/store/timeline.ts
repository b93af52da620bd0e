import type { Ports } from '#app/ports';
import type { Line } from '#core/message/line';
import { timeline } from '#core/message/timeline';

/** The timeline of an incident, from the rows of its events and of its notes. */
export async function timelineOf(
  { table }: Pick<Ports, 'table'>,
  id: string,
  openedAt: string,
  speed = 1,
): Promise<Line[]> {
  const [events, notes] = await Promise.all([table.query(id, { prefix: 'E#' }), table.query(id, { prefix: 'N#' })]);
  const stored = [...events, ...notes].map((row) => row['event']);
  return timeline(stored, openedAt, speed);
}
