import { Refused } from '#core/errors';
import { keys } from './keys.ts';
import type { StorePorts } from './stored.ts';

const pinned = new WeakMap<object, string>();

/** The playbook goes in before the first incident that is pinned to it; a process asks only once for each table. */
export async function pin(ports: StorePorts): Promise<void> {
  const { pack } = ports.deployed;
  if (pinned.get(ports.table) === pack.hash) return;
  try {
    await ports.table.write([
      { put: { ...keys.pack(pack.hash), packed: JSON.stringify(pack) }, when: { pk: { absent: true } } },
    ]);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
  pinned.set(ports.table, pack.hash);
}
