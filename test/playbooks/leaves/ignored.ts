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
