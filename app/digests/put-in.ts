import { begin, turnOf } from '#app/aggregates/timed';
import type { StorePorts } from '#app/store/stored';
import { withIncident } from '#core/digest/digest';
import { NotFound } from '#core/errors';
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
  const put = () =>
    turnOf(ports, timedDigest, id, { commandId: `digest/${once}` }, (state) => ({
      state: withIncident(state, incident, target, at),
    }));
  try {
    await put();
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    // the copy is made empty: what is put in always goes by its order, also the first time
    await begin(ports, timedDigest, id, { name, person, target, incidents: [], more: 0 });
    await put();
  }
}
