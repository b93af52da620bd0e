import * as z from 'zod';
import type { Timed } from '#app/aggregates/timed';
import { peopleWithCovers } from '#app/covers/cover';
import { keys, due as partitions } from '#app/store/keys';
import { openedBetween } from '#app/store/opened-between';
import type { StorePorts } from '#app/store/stored';
import type { Incident } from '#core/incident/state';
import { iso } from '#core/incident/time';
import { asJson } from '#core/json';
import type { OnCallPeople } from '#core/on-call';
import { EARLY_SECONDS, PLANNING } from '#core/planning';
import { type Readiness, readinessDue, toldOf } from '#core/readiness/readiness';
import { noticesOf } from './notices.ts';

const Stored = z.object({ id: z.string(), since: z.string(), told: z.array(z.string()).optional() });

interface Known {
  deployed: StorePorts['deployed'];
  people: OnCallPeople;
  now: Date;
  /** The incidents of the period and of the one before it; read only where it is due. */
  incidents: readonly Incident[];
}

/** An entry of `readiness`: it tells at its moment, by the playbook and the people that are deployed then. */
export const timedReadiness: Timed<Readiness, Known> = {
  kind: 'readiness',
  partition: partitions.readiness,
  limits: { aSweep: 50, atOnce: 2 },
  mark: PLANNING,
  key: keys.readiness,
  idOf: ({ pk }) => pk.slice(keys.readiness('').pk.length),
  read: (row) => Stored.parse(row['readiness']),
  write: (readiness) => ({ readiness: asJson(readiness) }),
  async contextOf(ports, state) {
    const { deployed } = ports;
    const now = ports.now();
    const people = await peopleWithCovers(ports.table, deployed.people, now);
    const at = readinessDue(state, deployed.pack.playbook, people)?.at;
    const isDue = at !== undefined && Date.parse(at) <= now.getTime() + EARLY_SECONDS * 1000;
    const to = new Date(at ?? now);
    const from = new Date(2 * Date.parse(state.since) - to.getTime());
    const unread = (id: string, error: unknown): void =>
      ports.log.error('the figures of a period leave out an incident', { id, error: String(error) });
    const incidents = isDue ? (await openedBetween(ports, from, to, undefined, unread)).incidents : [];
    return { deployed, people, now, incidents };
  },
  dues: (state, { deployed, people }) => {
    const due = readinessDue(state, deployed.pack.playbook, people);
    return due === undefined ? [] : [due.at];
  },
  timePassed(state, { deployed, people, now, incidents }, asOf) {
    const due = readinessDue(state, deployed.pack.playbook, people);
    if (due === undefined || Date.parse(due.at) > asOf.getTime()) return { state };
    const { at, handOver } = due;
    const { pk } = keys.readiness(state.id);
    return {
      // several moments that were missed in an outage are one
      state: {
        id: state.id,
        since: iso(Math.max(Date.parse(at), now.getTime() - 1000)),
        told: toldOf(state, deployed.pack.playbook, people, handOver),
      },
      outbox: { pk, duePk: partitions.outbox, entries: noticesOf(state, due, { deployed, people, now, incidents }) },
    };
  },
};
