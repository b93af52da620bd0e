import type { Key, Ports } from '#app/ports';
import { keys } from '#app/store/keys';
import { once } from '#app/store/note';
import { iso } from '#core/incident/time';
import { ringsFor } from '#core/playbook/vocabulary';
import type { Way } from './attempt.ts';

type Needs = Pick<Ports, 'table' | 'wallClock' | 'deployed' | 'log'>;
/** A page by its row, to one person. */
interface Ringing {
  person: string;
  page: Key;
}

const ringsOf = ({ vocabulary }: Needs['deployed'], tool: string): { seconds: number } | undefined => {
  const channel = vocabulary.channels.find((known) => known.tool === tool);
  return channel && ringsFor(channel);
};
const nameOf = ({ pk, sk }: Key): string => `${pk}/${sk}`;

/**
 * Whether a page may ring until it is answered: one does for each person and channel at a time, so that fifteen alarms of one night are not
 * fifteen phones. It holds the place until it is answered or over, and again when it is tried again. Where that cannot be known it rings.
 */
export async function mayRing(ports: Needs, { tool }: Way, { person, page }: Ringing): Promise<boolean> {
  const rings = ringsOf(ports.deployed, tool);
  if (rings === undefined) return true;
  const now = ports.wallClock().getTime();
  const until = iso(now + rings.seconds * 1000);
  const ttl = Math.floor(now / 1000) + 86_400;
  const taken = once(ports, {
    put: { ...keys.ring(tool, person), page: nameOf(page), until, ttl },
    when: [{ pk: { absent: true } }, { until: { below: iso(now) } }, { page: { eq: nameOf(page) } }],
  });
  return taken.catch((error: unknown) => {
    ports.log.error('who rings cannot be kept', { tool, page: nameOf(page), words: String(error) });
    return true;
  });
}

/** A page rings no more, or never has: the next one may. Where that cannot be kept, the next one may when this one would have ended. */
export async function ringsNoMore(ports: Needs, tool: string, { person, page }: Ringing): Promise<void> {
  if (ringsOf(ports.deployed, tool) === undefined) return;
  await once(ports, { delete: keys.ring(tool, person), when: { page: { eq: nameOf(page) } } }).catch((error: unknown) =>
    ports.log.error('that a page rings no more cannot be kept', { tool, page: nameOf(page), words: String(error) }),
  );
}
