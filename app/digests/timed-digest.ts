import * as z from 'zod';
import type { Timed } from '#app/aggregates/timed';
import { load } from '#app/store/incidents';
import { due, keys, ranked } from '#app/store/keys';
import { lineOf } from '#app/store/note';
import { type Digest, dueOf, sentOf } from '#core/digest/digest';
import type { Context } from '#core/incident/context';
import type { Incident } from '#core/incident/state';
import { iso } from '#core/incident/time';
import { PLANNING } from '#core/planning';

/** A person's copy of a digest as its row holds it. */
const StoredDigest = z.object({
  name: z.string(),
  person: z.string(),
  target: z.string(),
  incidents: z.array(z.string()),
  more: z.number(),
  /** Empty where the copy is: what a row has had would stay otherwise. */
  since: z.string().transform((at) => (at === '' ? undefined : at)),
});

/** Names a person's copy of a digest. */
export const digestId = (name: string, person: string): string => `${name}#${person}`;

/** A digest: what is put in goes out at its moment, by the playbook that is deployed then. */
export const timedDigest: Timed<Digest, { incidents: Incident[]; context: Context }> = {
  kind: 'digest',
  partition: due.digest,
  limits: { aSweep: 50, atOnce: 5 },
  mark: PLANNING,
  key: keys.digest,
  idOf: ({ pk }) => pk.slice(keys.digest('').pk.length),
  read: (row) => StoredDigest.parse(row),
  write: ({ since, incidents, ...rest }) => ({
    ...rest,
    incidents: [...incidents],
    since: since ?? '',
  }),
  async contextOf(ports, state) {
    const context = { ...ports.deployed, now: ports.now() };
    const at = dueOf(state, context.pack.playbook);
    // they are only looked at when the copy goes out
    const isDue = at !== undefined && Date.parse(at) <= ports.now().getTime() + 10_000;
    const found = isDue ? await Promise.all(state.incidents.map((id) => load(ports, id))) : [];
    return { incidents: found.flatMap((stored) => (stored === undefined ? [] : [stored.incident])), context };
  },
  dues: (state, { context }) => {
    const at = dueOf(state, context.pack.playbook);
    return at === undefined ? [] : [at];
  },
  timePassed(state, { incidents, context }, asOf) {
    const at = dueOf(state, context.pack.playbook);
    if (at === undefined || Date.parse(at) > asOf.getTime()) return { state };
    const emptied = { ...state, incidents: [], more: 0, since: undefined };
    const sent = sentOf(state, incidents, context, at);
    if (sent === undefined) return { state: emptied };
    return {
      state: emptied,
      beside: sent.lines.map(({ incident, line }) =>
        lineOf({ now: () => context.now }, incident.id, `digest-${state.name}-${state.person}-${iso(Date.parse(at))}`, {
          ...line,
          after: incident.seq,
        }),
      ),
      outbox: {
        pk: sent.anchor.id,
        duePk: ranked(due.outbox, context.pack.playbook.severities, sent.anchor.severity),
        entries: sent.message,
      },
    };
  },
};
