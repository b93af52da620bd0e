import type { Context } from '#core/incident/context';
import { meantBy } from '#core/incident/meant-by';
import type { OutboxEntry } from '#core/incident/outbox';
import { fallbackOf } from '#core/incident/recipients';
import { Turn } from '#core/incident/turn';
import { viewOf } from '#core/message/incident-view';
import type { View } from '#core/message/view';
import { own } from '#core/own';
import { type Expanded, list } from '#core/rules/expand';
import { foreseen, type Maintenance } from './maintenance.ts';

type Stands = NonNullable<View['maintenance']>['stands'];

/** What a rule tells before the start, or of what has become of the work since: a message to each place and to each person whom its words mean now, else to the fallback. */
export function noticesOf(m: Maintenance, rule: Expanded, context: Context, stands: Stands): OutboxEntry[] {
  const state = foreseen(m, context);
  const turn = new Turn(state, context);
  const { playbook, templates } = context.pack;
  const seconds = Math.floor(context.now.getTime() / 1000);
  return rule.do.flatMap((action, n) => {
    if (!('tell' in action)) return [];
    const found = list(action.tell).flatMap((word) =>
      own(playbook.places, word) === undefined
        ? meantBy(state, context, word).map((person) => `person:${person}`)
        : [word],
    );
    const places = found.length > 0 ? [...new Set(found)] : [fallbackOf(turn).place];
    // the words of a rule are for what is to come; what has become of it is told by the engine's own
    const template = stands === 'planned' ? (action.template ?? 'maintenance') : 'maintenance';
    const because = turn.because(`rule ${rule.id}`, rule.path);
    const view = viewOf(turn, 'maintenance', { because }, own(templates, template));
    const services = m.services.map((one) => own(playbook.services, one)?.title ?? one);
    const maintenance = { from: m.from, until: m.until, services, by: m.by, stands };
    const links = {
      ...view.links,
      incident: `${context.publicUrl}/console/maintenance`,
      acknowledge: `${context.publicUrl}/console/maintenance`,
    };
    return places.map(
      (place): OutboxEntry => ({
        queue: 'send',
        key: `maintenance.${m.id}.${rule.id}.${n}.${stands}.${seconds}.${place.replace(':', '-')}`,
        notice: { place, template, view: { ...view, links, maintenance } },
      }),
    );
  });
}
