import { declinedKey } from '../incident/acknowledgement.ts';
import { waitsForOwn } from '../incident/each.ts';
import type { AlertsOrder, MessageOrder, PageOrder, PageReason } from '../incident/outbox.ts';
import { type Incident, isOver, questionOf } from '../incident/state.ts';
import { own } from '../own.ts';

/** Whether a page is still to be sent: one of its reasons stands. `severities` are the playbook's, the worst first. */
export const pageIsDue = (order: PageOrder, incident: Incident, severities: readonly string[]): boolean =>
  order.reasons.some((reason) => stands(reason, order, incident, severities));

function stands(reason: PageReason, order: PageOrder, incident: Incident, severities: readonly string[]): boolean {
  if (reason.each === true && !waitsForOwn({ person: order.person, reasons: [reason] }, incident)) return false;
  switch (reason.unless) {
    case 'never':
      return true;
    case 'acknowledged':
      return (reason.each === true || incident.acknowledged === undefined) && open(reason, order, incident, severities);
    case 'resolved':
      return open(reason, order, incident, severities);
  }
}

/** A raise leaves what was ordered before it; a lowering takes what the lower severity does not have. */
function open(reason: PageReason, order: PageOrder, incident: Incident, severities: readonly string[]): boolean {
  if (isOver(incident) || incident.cycle !== order.cycle) return false;
  const lowered =
    order.severity !== undefined && severities.indexOf(incident.severity) > severities.indexOf(order.severity);
  return !lowered || reason.severities === undefined || reason.severities.includes(incident.severity);
}

/** What silences a page as a whole: the reason that is silenced last. */
export function silencedBy({ reasons }: PageOrder): PageReason['unless'] {
  // the first acknowledgement of a list leaves the pages of the others
  const all = reasons.map(({ unless, each }) => (each === true && unless === 'acknowledged' ? 'resolved' : unless));
  return all.includes('never') ? 'never' : all.includes('resolved') ? 'resolved' : 'acknowledged';
}

/** Whether a message is still to be sent: its cycle lasts, and what it asks for is neither given nor asked for anew. An action item lives on beyond its cycle. */
export function messageIsDue({ cycle, asks }: Pick<MessageOrder, 'cycle' | 'asks'>, incident: Incident): boolean {
  if (asks !== undefined && 'item' in asks) return true;
  if (incident.cycle !== cycle) return false;
  if (asks === undefined) return true;
  if ('question' in asks) {
    const question = questionOf(incident);
    return question?.id === asks.question && question.times === asks.times;
  }
  if ('approval' in asks)
    return Object.entries(incident.approvals ?? {}).some(
      ([rule, { seq }]) => asks.approval === `approve-${rule}-${seq}`,
    );
  const sent = own(incident.updates, asks.audience);
  return !isOver(incident) && (sent === undefined || Date.parse(sent.at) <= Date.parse(asks.since));
}

/** Alerts are acknowledged only while the incident is, and open; what has been resolved stays to be resolved. */
export const alertsAreDue = ({ change, cycle, silences }: AlertsOrder, incident: Incident): boolean =>
  change === 'resolve' ||
  (!isOver(incident) &&
    incident.cycle === cycle &&
    (incident.acknowledged !== undefined ||
      (silences !== undefined && own(incident.done, declinedKey(silences)) !== undefined)));
