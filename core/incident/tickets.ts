import { own } from '#core/own';
import type { Moment } from '#core/playbook/communication';
import { withdraws } from '#core/playbook/vocabulary';
import { list, rulesOf } from '#core/rules/expand';
import type { Event } from '#core/rules/rule';
import type { Turn } from './turn.ts';

/** The words of a ticket: the engine's own notice, or the playbook's template of this name. */
const TICKET = 'ticket';
/** What a ticket is told by itself once it is there. */
const STEPS: ReadonlySet<Event> = new Set([
  'severity-changed',
  'status-changed',
  'resolved',
  'ended',
  'reopened',
  'closed',
]);

/** Opens the ticket of a place, once for the incident; a re-opening goes on with it. */
export function openTicket(
  t: Turn,
  moment: Moment,
  place: string,
  template: string | undefined,
  because: string,
): void {
  if (t.state.told.includes(place)) return;
  t.send({ moment, place, template: template ?? TICKET, because, opensTicket: true });
}

/** Tells the tickets that are open what has happened: of several things in one turn the last. */
export function keepTickets(t: Turn, event: Event, because: string): void {
  if (!STEPS.has(event)) return;
  const places = new Map<string, string | undefined>();
  for (const { do: actions } of rulesOf(t.playbook))
    for (const action of actions)
      if ('ticket' in action) for (const place of list(action.ticket)) places.set(place, action.template);
  for (const [place, template = TICKET] of places) {
    if (!t.state.told.includes(place)) continue;
    t.withdraw((message) => message.place === place && message.template === template && message.opensTicket !== true);
    t.send({ moment: event, place, template, because });
  }
}

/** At the end, what places show only while an incident lasts is withdrawn, whatever else this turn would have said there. */
export function takeDown(t: Turn, event: Event, because: string): void {
  if (event !== 'resolved' && event !== 'ended') return;
  for (const place of t.state.told) {
    if (!withdraws(t.context.vocabulary, own(t.playbook.places, place))) continue;
    t.withdraw((message) => message.place === place);
    t.send({ moment: event, place, template: event, because, once: true });
  }
}
