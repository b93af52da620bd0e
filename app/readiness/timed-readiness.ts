import * as z from 'zod';
import type { Timed } from '#app/aggregates/timed';
import { due, keys } from '#app/store/keys';
import { openedBetween } from '#app/store/opened-between';
import type { StorePorts } from '#app/store/stored';
import type { Incident } from '#core/incident/state';
import { iso } from '#core/incident/time';
import { EARLY_SECONDS, PLANNING } from '#core/planning';
import { type Readiness, readinessDue } from '#core/readiness/readiness';
import { noticesOf } from './notices.ts';

const Stored = z.object({ id: z.string(), since: z.string() });

interface Known {
  deployed: StorePorts['deployed'];
  now: Date;
  /** The incidents of the period and of the one before it; read only where it is due. */
  incidents: readonly Incident[];
}

/** An entry of `readiness`: it tells at its moment, by the playbook and the people that are deployed then. */
export const timedReadiness: Timed<Readiness, Known> = {
  kind: 'readiness',
  partition: due.readiness,
  limits: { aSweep: 50, atOnce: 2 },
  mark: PLANNING,
  key: keys.readiness,
  idOf: ({ pk }) => pk.slice(keys.readiness('').pk.length),
  read: (row) => Stored.parse(row['readiness']),
  write: (readiness) => ({ readiness: { ...readiness } }),
  async contextOf(ports, state) {
    const { deployed } = ports;
    const now = ports.now();
    const at = readinessDue(state, deployed.pack.playbook);
    const isDue = at !== undefined && Date.parse(at) <= now.getTime() + EARLY_SECONDS * 1000;
    const to = new Date(at ?? now);
    const from = new Date(2 * Date.parse(state.since) - to.getTime());
    const unread = (id: string, error: unknown): void =>
      ports.log.error('the figures of a period leave out an incident', { id, error: String(error) });
    const incidents = isDue ? (await openedBetween(ports, from, to, undefined, unread)).incidents : [];
    return { deployed, now, incidents };
  },
  dues: (state, { deployed }) => {
    const at = readinessDue(state, deployed.pack.playbook);
    return at === undefined ? [] : [at];
  },
  timePassed(state, { deployed, now, incidents }, asOf) {
    const at = readinessDue(state, deployed.pack.playbook);
    if (at === undefined || Date.parse(at) > asOf.getTime()) return { state };
    const { pk } = keys.readiness(state.id);
    return {
      // several moments that were missed in an outage are one
      state: { ...state, since: iso(Math.max(Date.parse(at), now.getTime() - 1000)) },
      outbox: { pk, duePk: due.outbox, entries: noticesOf(state, at, { deployed, now, incidents }) },
    };
  },
};
