import type { Ports } from '#app/ports';
import { load } from '#app/store/incidents';
import { keys } from '#app/store/keys';
import type { Stored } from '#app/store/stored';
import type { Incident } from '#core/incident/state';
import { textOf } from '#core/json';
import { own } from '#core/own';
import { hashOf, tokenIn } from './token.ts';

/** How long a link outlives its incident, in ms. */
const AFTERWARDS = 3_600_000;

/** A link that was made for somebody. */
export interface Link {
  hash: string;
  incidentId: string;
  person: string;
}
/** What stands behind a link: nothing, one that is no longer good, or an incident and whose link it is. */
export type Opened = { is: 'unknown' } | { is: 'stale'; link: Link } | { is: 'good'; link: Link; stored: Stored };

/** When an incident's links cease to be good; undefined while it is not over. */
export function goodUntil(incident: Incident): number | undefined {
  switch (incident.life) {
    case 'open':
    case 'resolved':
      return undefined;
    case 'closed':
      return Date.parse(incident.closedAt) + AFTERWARDS;
    case 'reviewed':
      return Date.parse(incident.closedAt) + AFTERWARDS;
    case 'ended':
      return Date.parse(incident.endedAt) + AFTERWARDS;
  }
}

/** Looks behind the last part of a link's path; it changes nothing but a counter of what no link is. */
export async function openLink(
  ports: Pick<Ports, 'table' | 'deployed' | 'now' | 'metrics'>,
  part: string,
): Promise<Opened> {
  const token = tokenIn(part);
  const hash = token === undefined ? undefined : hashOf(token);
  const row = hash === undefined ? undefined : await ports.table.get(keys.link(hash));
  if (hash === undefined || row === undefined) {
    ports.metrics.put({ name: 'LinkRefused', value: 1 });
    return { is: 'unknown' };
  }
  const link = { hash, incidentId: textOf(row['incident']), person: textOf(row['person']) };
  const stored = await load(ports, link.incidentId);
  // a person's links end with their place in people.yaml
  const known = own(ports.deployed.people.people, link.person) !== undefined;
  if (stored === undefined || !known) return { is: 'stale', link };
  const until = goodUntil(stored.incident);
  return until !== undefined && ports.now().getTime() > until ? { is: 'stale', link } : { is: 'good', link, stored };
}
