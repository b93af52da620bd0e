import { createHash } from 'node:crypto';
import { begin, turnOf } from '#app/aggregates/timed';
import { peopleWithCovers } from '#app/covers/cover';
import type { Row } from '#app/ports';
import type { StorePorts } from '#app/store/stored';
import { iso } from '#core/incident/time';
import { textOf } from '#core/json';
import { toldOf } from '#core/readiness/readiness';
import { timedReadiness } from './timed-readiness.ts';

/** What the deployed playbook's entries are, in a word that changes with any of them. */
const wordOf = ({ deployed }: StorePorts): string =>
  deployed.pack.playbook.readiness
    .map(({ id, at, handover, before }) => `${id}@${at ?? `${handover} ${before}`}`)
    .join(' ');

/** What the deployed turns are, where an entry goes by them. */
const dutiesOf = ({ deployed: { pack, people } }: StorePorts): string =>
  pack.playbook.readiness.some(({ handover }) => handover !== undefined)
    ? ` ${createHash('sha256')
        .update(JSON.stringify([people.rotations, people.overrides]))
        .digest('base64url')}`
    : '';

/**
 * The entries of the deployed playbook begin to run: the first moment after they were deployed is their first. After a change of the playbook
 * all are planned anew. Gives the word under which the sweeper remembers it; undefined where nothing has changed.
 */
export async function beginReadiness(ports: StorePorts, known: Row | undefined): Promise<string | undefined> {
  const { pack } = ports.deployed;
  const word = `${pack.hash} ${wordOf(ports)}${dutiesOf(ports)}`;
  if (textOf(known?.['begun']) === word) return undefined;
  const now = ports.now();
  const people = await peopleWithCovers(ports.table, ports.deployed.people, now);
  for (const { id } of pack.playbook.readiness) {
    const entry = { id, since: iso(now) };
    const isNew = await begin(ports, timedReadiness, id, { ...entry, told: toldOf(entry, pack.playbook, people) });
    if (!isNew) await turnOf(ports, timedReadiness, id, {}, (state) => ({ state }));
  }
  return word;
}
