import { begin, turnOf } from '#app/aggregates/timed';
import type { StorePorts } from '#app/store/stored';
import { withIncident } from '#core/digest/digest';
import { iso } from '#core/incident/time';
import { digestId, timedDigest } from './timed-digest.ts';

/** Puts an incident into a person's copy of a digest, once for each time that a rule says so. */
export async function putIn(
  ports: StorePorts,
  incident: string,
  { name, person, target, once }: { name: string; person: string; target: string; once: string },
): Promise<void> {
  const id = digestId(name, person);
  const at = iso(ports.now());
  const empty = { name, person, target, incidents: [], more: 0 };
  if (await begin(ports, timedDigest, id, withIncident(empty, incident, target, at))) return;
  await turnOf(ports, timedDigest, id, { commandId: `digest/${once}` }, (state) => ({
    state: withIncident(state, incident, target, at),
  }));
}
