import * as z from 'zod';
import type { Timed } from '#app/aggregates/timed';
import { mustLoad } from '#app/store/incidents';
import { due, keys, ranked } from '#app/store/keys';
import { lineOf } from '#app/store/note';
import type { StorePorts } from '#app/store/stored';
import { type Digest, dueOf, sentOf } from '#core/digest/digest';
import { NotFound } from '#core/errors';
import type { Context } from '#core/incident/context';
import type { Incident } from '#core/incident/state';
import { iso } from '#core/incident/time';
import { EARLY_SECONDS, PLANNING } from '#core/planning';

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

/** An incident as it stands; undefined for one that is not there or cannot be read: it must not keep the others back. */
async function readable(ports: StorePorts, id: string): Promise<Incident | undefined> {
  try {
    return (await mustLoad(ports, id)).incident;
  } catch (error) {
    if (!(error instanceof NotFound || error instanceof z.ZodError)) throw error;
    ports.log.error('a digest leaves out an incident', { id, error: String(error) });
    return undefined;
  }
}

/** A digest: what is put in goes out at its moment, by the playbook that is deployed then. */
export const timedDigest: Timed<Digest, { incidents: Incident[]; unread: number; context: Context }> = {
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
    const isDue = at !== undefined && Date.parse(at) <= ports.now().getTime() + EARLY_SECONDS * 1000;
    const found = isDue ? await Promise.all(state.incidents.map((id) => readable(ports, id))) : [];
    const incidents = found.flatMap((incident) => incident ?? []);
    return { incidents, unread: found.length - incidents.length, context };
  },
  dues: (state, { context }) => {
    const at = dueOf(state, context.pack.playbook);
    return at === undefined ? [] : [at];
  },
  timePassed(state, { incidents, unread, context }, asOf) {
    const at = dueOf(state, context.pack.playbook);
    if (at === undefined || Date.parse(at) > asOf.getTime()) return { state };
    const emptied = { ...state, incidents: [], more: 0, since: undefined };
    const sent = sentOf({ ...state, more: state.more + unread }, incidents, context, at);
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
