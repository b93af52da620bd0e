import type { Ports } from '#app/ports';
import type { Kind } from '#core/incident/events';
import { textOf } from '#core/json';

/** One line of an incident's timeline, as API and simulator show it. `seconds` counts from the opening, in the playbook's time. */
export interface Line {
  at: string;
  seconds: number;
  kind: Kind;
  to?: string;
  channel?: string;
  because: string;
}

/** The timeline of an incident: its events and its notes in order of their time; bookkeeping without a kind is left out. */
export async function timelineOf(
  ports: Pick<Ports, 'table'>,
  id: string,
  openedAt: string,
  speed = 1,
): Promise<Line[]> {
  const [events, notes] = await Promise.all([
    ports.table.query(id, { prefix: 'E#' }),
    ports.table.query(id, { prefix: 'N#' }),
  ]);
  const lines = [...events, ...notes].flatMap((row): Line[] => {
    const event = row['event'];
    if (
      typeof event !== 'object' ||
      event === null ||
      Array.isArray(event) ||
      typeof event['kind'] !== 'string' ||
      typeof event['at'] !== 'string'
    )
      return [];
    const seconds = Math.round(((Date.parse(event['at']) - Date.parse(openedAt)) / 1000) * speed);
    return [
      {
        at: event['at'],
        seconds,
        kind: event['kind'] as Kind,
        ...(typeof event['to'] === 'string' ? { to: event['to'] } : {}),
        ...(typeof event['channel'] === 'string' ? { channel: event['channel'] } : {}),
        because: textOf(event['because']),
      },
    ];
  });
  // stable: what happened at one instant stays in the order of the rows, events before notes
  return lines.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
