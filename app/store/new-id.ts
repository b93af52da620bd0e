import type { Ports } from '#app/ports';
import { fillPattern } from '#core/incident/id-pattern';
import { keys } from './keys.ts';

/**
 * The next id by the playbook's pattern, taken in one step of a counter: however many incidents open at once, each gets its own. A pattern
 * without `{seq:N}` that gives the same id again gets a suffix; a number that outgrows its width gets longer. UTC.
 */
export async function newIncidentId({ table, now }: Pick<Ports, 'table' | 'now'>, pattern: string): Promise<string> {
  const { fixed, numbered } = fillPattern(pattern, now());
  return numbered(await table.count(keys.counter(fixed), 'n'));
}
