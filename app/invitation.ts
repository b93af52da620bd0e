import ical from 'ical-generator';
import { type Incident, reviewOf } from '#core/incident/state';
import type { Pack } from '#core/playbook/pack';

/** The review meeting as an iCalendar entry, by the playbook's words; undefined where none stands or the playbook invites nobody. */
export function invitationOf(incident: Incident, { playbook }: Pack, stamp: Date): string | undefined {
  const { id } = incident;
  const review = reviewOf(incident);
  const invitation = playbook.meeting?.invitation;
  if (invitation === undefined || review?.at === undefined || review.until === undefined) return undefined;
  const filled = (text: string): string => text.replaceAll('{id}', id);
  // the generator writes the leading dash itself
  const calendar = ical({ prodId: invitation.producer.replace(/^-/, '') });
  calendar.createEvent({
    id: filled(invitation.uid),
    stamp,
    start: new Date(review.at),
    end: new Date(review.until),
    summary: filled(invitation.summary),
    description: filled(invitation.description),
    location: filled(invitation.location),
    organizer: invitation.organizer,
    attendees: invitation.attendees.map((email) => ({ email })),
  });
  return calendar.toString();
}
