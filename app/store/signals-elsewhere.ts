import type { Ports, Write } from '#app/ports';
import type { Incident } from '#core/incident/state';
import { textOf } from '#core/json';
import { keys } from './keys.ts';
import { rowIs } from './signal-row.ts';

/**
 * Signals whose rows the transaction looks at again. An incident of this release names fewer; one of the release before may name any number,
 * and a transaction has room for 100 writes in all.
 */
const MOST_CHECKS = 40;
/** Signals that are read side by side. */
const AT_ONCE = 20;

/** Where signals of an incident that is over are by now: one that fires in another open incident, those that another incident has had since, and that the rows stay as they were read. */
export async function signalsElsewhere(
  { table }: Pick<Ports, 'table'>,
  { id, signals }: Incident,
): Promise<{ elsewhere?: { title: string; incident: string }; gone: string[]; checks: Write[] }> {
  const where = async (key: string, title: string) => {
    const row = await table.get(keys.signal(key));
    const incident = row?.['incident'] === undefined ? undefined : textOf(row['incident']);
    const other = incident === undefined || incident === id ? undefined : await table.get(keys.state(incident));
    const check: Write = { check: keys.signal(key), when: rowIs(row) };
    const gone = incident === undefined || incident === id ? [] : [key];
    return incident !== undefined && other?.['over'] === false
      ? { elsewhere: { title, incident }, gone }
      : { gone, check };
  };
  const named = Object.entries(signals);
  const checks: Write[] = [];
  const left: string[] = [];
  for (let n = 0; n < named.length; n += AT_ONCE) {
    const found = await Promise.all(named.slice(n, n + AT_ONCE).map(([key, { title }]) => where(key, title)));
    for (const { elsewhere, gone, check } of found) {
      if (elsewhere !== undefined) return { elsewhere, gone: [], checks: [] };
      left.push(...gone);
      if (checks.length < MOST_CHECKS) checks.push(check);
    }
  }
  return { gone: left, checks };
}
