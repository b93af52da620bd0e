import type { Context } from '#core/incident/context';
import type { Note } from '#core/incident/notes';
import type { OutboxEntry } from '#core/incident/outbox';
import type { Incident } from '#core/incident/state';
import { wholeSecond } from '#core/incident/time';
import { Turn } from '#core/incident/turn';
import { pageOf } from '#core/message/link';
import { own } from '#core/own';
import type { Playbook } from '#core/playbook/schema';
import { momentAfter } from '#core/time/moment';

/** One person's copy of a digest: which incidents it will name, the oldest first. */
export interface Digest {
  name: string;
  person: string;
  /** The target or role by which the person was meant last. */
  target: string;
  incidents: readonly string[];
  /** Incidents beyond those that it names. */
  more: number;
  /** When the first of them was put in; none while it is empty. */
  since?: string | undefined;
}

/** Incidents that a digest names; of the others it says how many there are. */
export const MOST_NAMED = 50;

/** An incident is put into a copy, once. */
export function withIncident(digest: Digest, incident: string, target: string, at: string): Digest {
  if (digest.incidents.includes(incident)) return digest;
  const full = digest.incidents.length >= MOST_NAMED;
  return {
    ...digest,
    target,
    since: digest.since ?? at,
    incidents: full ? digest.incidents : [...digest.incidents, incident],
    more: digest.more + (full ? 1 : 0),
  };
}

/** When a copy is sent: at the first moment after something was put in. One whose digest the playbook has no more goes out at once. */
export function dueOf(
  { name, since }: Digest,
  playbook: Pick<Playbook, 'digests' | 'moments' | 'calendars' | 'zone'>,
): string | undefined {
  if (since === undefined) return undefined;
  const moment = own(playbook.moments, own(playbook.digests, name)?.at);
  return moment === undefined
    ? wholeSecond(since)
    : wholeSecond(momentAfter(moment, playbook, new Date(since)).getTime());
}

/** Whether a copy still has something to say of an incident: what was none is left out. */
const counts = (i: Incident): boolean => i.life !== 'ended' || i.endedAs === 'recovered';

type Line = Pick<Extract<Note, { type: 'DigestSent' }>, 'type' | 'to' | 'digest' | 'because'>;

/** A copy that is due: its message in the outbox of the newest incident, and a line on the timeline of each that it names. */
export interface Sent {
  anchor: Incident;
  message: OutboxEntry[];
  lines: { incident: Incident; line: Line }[];
}

/** What a copy sends; undefined where nothing is left to say. `incidents` are those that it names, as they stand now. */
export function sentOf(
  digest: Digest,
  incidents: readonly Incident[],
  context: Context,
  due: string,
): Sent | undefined {
  const named = incidents.filter(counts);
  const anchor = named.at(-1);
  if (anchor === undefined) return undefined;
  const { playbook } = context.pack;
  const { name, person, target, more } = digest;
  const to = `${target}/${person}`;
  const t = new Turn({ ...anchor, told: [...anchor.told, `person:${person}`] }, context);
  const because = t.because(`digest ${name}`, `digests.${name}`);
  t.send(
    {
      moment: 'digest',
      place: `person:${person}`,
      to,
      template: own(playbook.digests, name)?.template ?? 'digest',
      because,
    },
    {
      digest: {
        name,
        more,
        lines: named.map((i) => ({
          id: i.id,
          title: i.title,
          severity: i.severity,
          status: i.status,
          service: i.service ?? null,
          opened: i.openedAt,
          resolved: i.life === 'open' ? null : i.life === 'ended' ? i.endedAt : i.resolvedAt,
          link: pageOf(context.publicUrl, i.id),
        })),
      },
    },
  );
  const message = t.outbox.map((entry) => ({
    ...entry,
    key: `${anchor.id}.${anchor.cycle}.digest.${name}.${person}.${Date.parse(due) / 1000}`,
  }));
  return {
    anchor,
    message,
    lines: named.map((incident) => ({ incident, line: { type: 'DigestSent', to, digest: name, because } })),
  };
}
