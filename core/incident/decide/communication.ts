import { InvalidInput } from '#core/errors';
import { onCall } from '#core/on-call';
import { placeLabel } from '#core/playbook/vocabulary';
import type { Command } from '../command.ts';
import type { Deadline } from '../deadlines.ts';
import { after, iso } from '../time.ts';
import type { Turn } from '../turn.ts';

/** Whom the playbook wants to write: the first of its writer roles that somebody holds, else the fallback place. */
export function writer(t: Turn): { place: string; to: string } {
  const { writers, fallback } = t.playbook.communication;
  for (const role of writers) {
    const person = t.state.roles[role];
    if (person !== undefined)
      return {
        place: t.context.people.people[person] === undefined ? fallback : `person:${person}`,
        to: `${role}/${person}`,
      };
  }
  return fallbackPlace(t);
}

/** Who stands behind a role for a question: its holder, else the fallback place. */
export function asked(t: Turn, role: string): { place: string; to: string }[] {
  const person = t.state.roles[role];
  if (person !== undefined && t.context.people.people[person] !== undefined)
    return [{ place: `person:${person}`, to: `${role}/${person}` }];
  if (person === undefined && t.context.people.targets[role] !== undefined) {
    const found = onCall(t.context.people, role, t.context.now);
    if (found.length > 0) return found.map((f) => ({ place: `person:${f.person}`, to: `${role}/${f.person}` }));
  }
  return [fallbackPlace(t)];
}

function fallbackPlace({ context, playbook }: Turn): { place: string; to: string } {
  const { fallback, places } = playbook.communication;
  return { place: fallback, to: placeLabel(context.vocabulary, fallback, places[fallback]) };
}

/** An update is due: whoever writes is reminded. After a long sleep one reminder goes, not all that were missed. */
export function remind(t: Turn, d: Extract<Deadline, { does: 'remind' }>, asOf: Date): void {
  const audience = t.playbook.communication.audiences.find((a) => a.id === d.audience);
  const late = d.every === undefined ? 0 : Math.floor((asOf.getTime() - Date.parse(d.base)) / (d.every * 1000));
  const base = d.every === undefined || late === 0 ? d.base : iso(Date.parse(d.base) + late * d.every * 1000);
  const who = writer(t);
  const because = t.because(
    `${d.what === 'first' ? 'first update' : 'update'} to ${audience?.title ?? d.audience} is due`,
    d.path,
  );
  t.emit({ type: 'UpdateDue', key: d.key, audience: d.audience, update: d.what, writer: who.to, base }, because);
  sendTo(t, 'update-due', who, because, {
    deadline: { what: `update to ${audience?.title ?? d.audience}`, due: d.due },
  });
}

/** One message of a moment to somebody who is not a fixed place, by the playbook's template for that moment. */
export function sendTo(
  t: Turn,
  moment: 'update-due' | 'question-asked' | 'item-due',
  who: { place: string; to: string },
  because: string,
  extra: Parameters<Turn['send']>[1],
): void {
  const message = t.playbook.communication.messages.find((m) => m.on.includes(moment));
  if (message === undefined) return;
  t.send({ moment, place: who.place, to: who.to, template: message.template, because }, extra);
}

/** A person's update to an audience: rendered by its template, sent to its places; its cadence starts anew. */
export function update(t: Turn, c: Extract<Command, { do: 'update' }>): void {
  const index = t.playbook.communication.audiences.findIndex((a) => a.id === c.audience);
  const audience = t.playbook.communication.audiences[index];
  if (audience === undefined) {
    const known = t.playbook.communication.audiences.map((a) => a.id);
    throw new InvalidInput(`audience: ${c.audience} is none of ${known.join(', ')}`);
  }
  const because = t.because(`${c.what} by ${c.by}`, `communication.audiences.${index}`);
  t.emit({ type: 'UpdateSent', audience: audience.id, update: c.what, by: c.by }, because);
  if (audience.public && t.state.firstPublicAt === undefined) t.emit({ type: 'PublicTold', toldAt: t.at }, because);
  const template =
    c.what === 'final'
      ? audience.final?.template
      : c.what === 'summary'
        ? audience.summary?.template
        : audience.template;
  const cadence = c.what === 'update' ? audience.cadence[t.state.severity] : undefined;
  const next = cadence === undefined ? {} : { next: after(t.at, cadence, t.state.speed) };
  for (const place of audience.places) {
    t.send(
      { moment: 'update-due', place, template: template ?? audience.template, because },
      { update: { ...c.fields, by: c.by, what: c.what, ...next } },
    );
  }
}
