import type { Kindless } from './bug.ts';

export const people: readonly Kindless[] = [
  {
    name: 'step calendar ignored',
    breaks: 'playbook: a rule with a calendar waits for its opening',
    file: 'core/incident/deadlines/escalation.ts',
    right: 'return calendar === undefined ? due :',
    wrong: 'return calendar !== null ? due :',
    hunters: ['test/stories/calendars.test.ts > a rule with a calendar'],
  },
  {
    name: 'business day in UTC',
    breaks: 'playbook: business days are days of the playbook’s zone',
    file: 'core/incident/deadlines/targets.ts',
    right: 'nextOpening(calendar, playbook.zone, tomorrow',
    wrong: "nextOpening(calendar, 'UTC', tomorrow",
    hunters: ['test/stories/calendars.test.ts > the next business day'],
  },
  {
    name: 'empty target does not fall through to the catch-all',
    breaks: 'I10: an empty level falls through at once, never waits',
    file: 'core/incident/turn.ts',
    right: 'if (!last) this.page(',
    wrong: 'if (last) this.page(',
    hunters: ['test/stories/calendars.test.ts > falls through'],
  },
  {
    name: 'an override counts after its end',
    breaks: 'I10: at each instant exactly the person on call is paged',
    file: 'core/on-call.ts',
    right: ' && at.getTime() < Date.parse(o.to)',
    wrong: '',
    hunters: ['test/core/on-call.test.ts'],
  },
  {
    name: 'a handover in the hour that the clocks skip comes early',
    breaks: 'I10: shifts are handed over at their wall-clock time',
    file: 'core/on-call.ts',
    right: 'while (n > 0 && begins(n) > at) n -= 1;',
    wrong: '',
    hunters: ['test/core/on-call.test.ts > in the hour that the clocks skip'],
  },
];
