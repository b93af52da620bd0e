import * as z from 'zod';
import type { Row } from '#app/ports';
import { keys } from '#app/store/keys';
import { NotFound } from '#core/errors';
import { textOf } from '#core/json';
import { Maintenance } from '#core/maintenance/maintenance';
import { oneLine } from '#core/message/plain-text';
import type { ApiPorts } from './operation.ts';
import type { Fault } from './wrong-fields.ts';

/** Planned work as the API shows it, with the incident that its start has opened. */
export const PlannedWork = Maintenance.extend({ incident: z.string().optional() }).meta({ id: 'PlannedWork' });
type PlannedWork = z.infer<typeof PlannedWork>;

/** The planned work of a row; what another release has put into it is left out. */
export const shownMaintenance = (row: Row): PlannedWork => ({
  ...Maintenance.parse(row['maintenance']),
  ...(row['incident'] === undefined ? {} : { incident: textOf(row['incident']) }),
});

/** The row of planned work that a path names. Throws `NotFound`. */
export async function maintenanceOf({ table }: Pick<ApiPorts, 'table'>, id: string): Promise<Row> {
  const row = /^[\w-]{1,40}$/.test(id) ? await table.get(keys.maintenance(id)) : undefined;
  if (row === undefined) throw new NotFound(`no planned work ${id.slice(0, 80)}`);
  return row;
}

/** The longest window, in days: so long alarms of its services wake nobody. */
const LONGEST_DAYS = 14;
/** How far ahead work is planned, in days. */
const FARTHEST_DAYS = 400;

const DAY = 86_400_000;

/** What is wrong with a window; `from` left out is now. */
export function windowFaults(from: Date, until: Date, now: Date): Fault[] {
  if (until <= from) return [{ path: 'until', message: 'must be later than from' }];
  if (until <= now) return [{ path: 'until', message: 'must be later than now' }];
  if (until.getTime() - from.getTime() > LONGEST_DAYS * DAY)
    return [{ path: 'until', message: `must be at most ${LONGEST_DAYS} days after from` }];
  if (from.getTime() - now.getTime() > FARTHEST_DAYS * DAY)
    return [{ path: 'from', message: `must be at most ${FARTHEST_DAYS} days from now` }];
  return [];
}

/** Planned work as one line of columns. */
export const maintenanceRow = (m: PlannedWork): string =>
  `${m.id.padEnd(18)} ${m.stands.padEnd(9)} ${m.from}  ${m.until}  ${m.severity.padEnd(6)} ${m.services.join(',').padEnd(20)} ${oneLine(m.title)}${m.incident === undefined ? '' : ` (${m.incident})`}`;
