import { type Incident, isOver } from '#core/incident/state';
import { seconds } from '#core/playbook/words';
import { load, packOf } from './incidents.ts';
import type { SignalRow } from './signal-row.ts';
import type { Stored, StorePorts } from './stored.ts';

const HOPS = 10;

/** The incident that a signal belongs to: the one that took it, or the one that this was merged into since. */
export async function ownerOf(ports: StorePorts, known: SignalRow | undefined): Promise<Stored | undefined> {
  if (known?.incident === undefined) return undefined;
  const taken = await load(ports, known.incident);
  const merged = taken?.incident.signalsWith;
  if (taken === undefined || merged === undefined || known.cycle > merged.cycle) return taken;
  return mergedInto(ports, await load(ports, merged.incident));
}

/** An incident, or where it is a duplicate the one that it was merged into. */
export async function mergedInto(ports: StorePorts, stored: Stored | undefined): Promise<Stored | undefined> {
  let at = stored;
  for (let hop = 0; hop < HOPS; hop += 1) {
    const of = at === undefined ? undefined : duplicateOf(at.incident);
    if (of === undefined) return at;
    at = await load(ports, of);
  }
  return at;
}

const duplicateOf = (i: Incident): string | undefined =>
  i.life === 'ended' && i.endedAs === 'duplicate' ? i.of : undefined;

/**
 * Whether an incident has let go of a signal, so that its next firing is another incident's. It keeps it to the end of the observation
 * window, while it still fires, and for the time within which it would flap: else an alarm that comes and goes opens one after the other.
 */
export async function released(
  ports: StorePorts,
  { incident }: Stored,
  known: SignalRow,
  firesAt: string,
): Promise<boolean> {
  if (!isOver(incident)) return false;
  const { life } = incident;
  if (life === 'resolved') {
    const watching = incident.watchUntil !== undefined && Date.parse(incident.watchUntil) > ports.now().getTime();
    if (watching || known.state === 'firing') return false;
  }
  const mayReturn = life === 'resolved' || life === 'closed' || (life === 'ended' && incident.endedAs === 'recovered');
  if (!mayReturn || known.state !== 'recovered') return true;
  const { playbook } = await packOf(ports, incident.playbook);
  const within = (seconds(playbook.detection.flapping.within) * 1000) / incident.speed;
  return Date.parse(firesAt) - Date.parse(known.at) >= within;
}
