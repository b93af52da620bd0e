import type { Ports, Write } from '#app/ports';
import type { Incident } from '#core/incident/state';
import { textOf } from '#core/json';
import { keys } from './keys.ts';
import { rowIs } from './signal-row.ts';

/** Where signals of an incident that is over are by now: one that fires in another open incident, and that the rows of the rest stay as they were read. */
export async function signalsElsewhere(
  { table }: Pick<Ports, 'table'>,
  { id, signals }: Incident,
): Promise<{ elsewhere?: { title: string; incident: string }; checks: Write[] }> {
  const checks: Write[] = [];
  for (const [key, { title }] of Object.entries(signals)) {
    const row = await table.get(keys.signal(key));
    const incident = row?.['incident'] === undefined ? undefined : textOf(row['incident']);
    const other = incident === undefined || incident === id ? undefined : await table.get(keys.state(incident));
    if (incident !== undefined && other?.['over'] === false) return { elsewhere: { title, incident }, checks: [] };
    checks.push({ check: keys.signal(key), when: rowIs(row) });
  }
  return { checks };
}
