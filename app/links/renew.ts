import type { Ports } from '#app/ports';
import { load } from '#app/store/incidents';
import { due, keys } from '#app/store/keys';
import { once } from '#app/store/note';
import { IncidentId } from '#core/incident/state';
import { iso } from '#core/incident/time';
import type { People } from '#core/playbook/people';
import { goodUntil } from './open.ts';

/** For so long one person is sent no second link to the same incident, in ms. */
const PAUSE = 600_000;

/** Whom an address or login means; capitals do not matter. */
function personOf({ people }: People, who: string): string | undefined {
  const said = who.trim().toLowerCase();
  if (said === '') return undefined;
  return Object.entries(people).find(([id, { email, login }]) =>
    [id, email, login].some((known) => known?.toLowerCase() === said),
  )?.[0];
}

/**
 * Orders a link to be sent to the person who is meant, on their own channels, where the incident's links are still good; once in ten minutes.
 * Who asks learns nothing of whether it was.
 */
export async function renew(
  ports: Pick<Ports, 'table' | 'deployed' | 'now' | 'wallClock'>,
  form: Readonly<Record<string, string>>,
): Promise<void> {
  const { success, data: id } = IncidentId.safeParse((form['incident'] ?? '').trim());
  const person = personOf(ports.deployed.people, form['who'] ?? '');
  if (!success || person === undefined) return;
  const stored = await load(ports, id);
  if (stored === undefined) return;
  const until = goodUntil(stored.incident);
  if (until !== undefined && ports.now().getTime() > until) return;
  const createdAt = iso(ports.wallClock());
  const key = `${id}.${stored.incident.cycle}.link.${person}.${Math.floor(Date.parse(createdAt) / PAUSE)}`;
  await once(ports, {
    put: {
      ...keys.outbox(id, 'send', key),
      v: 1,
      key,
      link: { person, cycle: stored.incident.cycle },
      createdAt,
      duePk: due.outbox,
      dueAt: createdAt,
    },
    when: { pk: { absent: true } },
  });
}
