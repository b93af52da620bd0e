import type { Pack } from '#core/playbook/pack';
import { type Document, documentOf, writeDocument } from './document.ts';
import { keys } from './keys.ts';
import type { StorePorts } from './stored.ts';

const pinned = new WeakMap<object, string>();

/** A playbook as text, by the playbook: a simulation of many incidents pins it to many tables. */
const texts = new WeakMap<Pack, { hash: string; document: Document }>();
function documentOfPack(pack: Pack): Document {
  const known = texts.get(pack);
  if (known?.hash === pack.hash) return known.document;
  const document = documentOf(JSON.stringify(pack));
  texts.set(pack, { hash: pack.hash, document });
  return document;
}

/** The playbook goes in before the first incident that is pinned to it; a process asks only once for each table. */
export async function pin(ports: StorePorts): Promise<void> {
  const { pack } = ports.deployed;
  if (pinned.get(ports.table) === pack.hash) return;
  // as a rule it is there: the first page of a cold worker does not wait for its text
  if ((await ports.table.get(keys.pack(pack.hash))) === undefined)
    await writeDocument(ports.table, keys.pack(pack.hash), documentOfPack(pack), { once: true });
  pinned.set(ports.table, pack.hash);
}
