import { writeDocument } from './document.ts';
import { keys } from './keys.ts';
import type { StorePorts } from './stored.ts';

const pinned = new WeakMap<object, string>();

/** The playbook goes in before the first incident that is pinned to it; a process asks only once for each table. */
export async function pin(ports: StorePorts): Promise<void> {
  const { pack } = ports.deployed;
  if (pinned.get(ports.table) === pack.hash) return;
  // as a rule it is there: the first page of a cold worker does not wait for its text
  if ((await ports.table.get(keys.pack(pack.hash))) === undefined)
    await writeDocument(ports.table, keys.pack(pack.hash), JSON.stringify(pack), { once: true });
  pinned.set(ports.table, pack.hash);
}
