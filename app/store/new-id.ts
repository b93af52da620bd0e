import type { Ports } from '#app/ports';
import { fillPattern } from '#core/incident/id-pattern';
import { keys } from './keys.ts';

/**
 * Looks for the next id by the playbook's pattern, and gives what takes it. A number is taken in one step of a counter, so that however many
 * incidents open at once, each gets its own. A pattern without `{seq:N}` gives its plain id to the first that opens; what finds that id taken
 * gets a numbered suffix. UTC.
 */
export async function nextIncidentId(
  ports: Pick<Ports, 'table' | 'now'>,
  pattern: string,
): Promise<() => Promise<string>> {
  const { fixed, sequence, numbered } = fillPattern(pattern, ports.now());
  // two that take in the same alarm both try the plain id, and one of them opens nothing: neither needs a number
  if (!sequence && (await ports.table.get(keys.state(fixed))) === undefined) return async () => fixed;
  return async () => {
    const n = await ports.table.count(keys.counter(fixed), 'n');
    return numbered(sequence ? n : n + 1);
  };
}
