/**
 * Leaves that are accepted and read by nothing. Claims that a playbook knowingly does not meet (`accept`) belong to `prove`, which is still to
 * come; a base's title is shown nowhere. This list may only get shorter.
 */
export const IGNORED: readonly string[] = [
  'playbook.accept[].claim',
  'playbook.accept[].reason',
  'playbook.accept[].severity',
  'playbook.accept[].until',
  'playbook.bases.*.title',
];

/** Leaves for which the search has found no pair yet: it does not get where they count, or any other value is refused. May only get shorter. */
export const UNPAIRED: readonly string[] = [
  'people.rotations.*.handover.day',
  'people.rotations.*.layers[].handover.day',
  'people.rotations.*.layers[].members[].until',
  'people.rotations.*.members[].until',
  'playbook.detection.flapping.changes',
  'playbook.detection.flapping.within',
  'playbook.items.reminders.at',
  'playbook.items.reminders.escalate.to[]',
  'playbook.meeting.invitation.organizer.email',
  'playbook.moments.*.from',
  'playbook.name',
  'playbook.room.name',
  'playbook.severities[].id',
  'playbook.statuses.closed',
  'playbook.statuses.unstable',
  'playbook.statuses.verificationFailed',
  'playbook.triage.count.bands[].atLeast',
  'playbook.updates[].during.*',
  'playbook.updates[].fields[].id',
  'playbook.updates[].fields[].optional',
  'playbook.updates[].final.fields[].id',
  'playbook.updates[].final.fields[].optional',
  'playbook.updates[].final.fields[].title',
  'playbook.updates[].final.template',
  'playbook.updates[].template',
  'playbook.updates[].writer[]',
  'playbook.verification.pass[].id',
  'runbook.pass[].atMost',
  'runbook.pass[].below',
  'runbook.pass[].id',
  'runbook.steps[]<check>.else',
  'runbook.steps[]<choice>.options.*.fail',
  'runbook.steps[]<human>.goto',
  'runbook.steps[]<read>.goto',
  'runbook.steps[]<read>.read',
  'runbook.steps[]<wait>.goto',
];
