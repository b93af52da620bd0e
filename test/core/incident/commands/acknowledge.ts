import type { Example } from '#test/examples';
import { acknowledged, ended, opened } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'the first one silences the escalation and brings the role that the playbook gives with it',
    given: opened,
    when: { do: 'acknowledge', by: 'bob' },
    expected: {
      events: [
        { type: 'Acknowledged', by: 'bob', roles: ['IC'], because: 'acknowledged by bob' },
        {
          type: 'RoleAssigned',
          role: 'IC',
          person: 'bob',
          because: 'taken by the first to acknowledge (playbook.yaml)',
        },
      ],
      outbox: ['alerts acknowledge', 'send incidents: acknowledged/told'],
    },
  },
  {
    name: 'somebody who is not in people.yaml acknowledges by name and takes no role',
    given: opened,
    when: { do: 'acknowledge', by: 'a stranger', reason: 'I am at the desk' },
    expected: {
      events: [{ type: 'Acknowledged', by: 'a stranger', roles: [], because: 'I am at the desk' }],
      outbox: ['alerts acknowledge', 'send incidents: acknowledged/told'],
    },
  },
  {
    name: 'the way stands beside the name, and the alert that says so itself is not told',
    given: opened,
    when: {
      do: 'acknowledge',
      by: 'a stranger',
      way: 'pagerduty',
      alert: { channel: 'pagerduty', key: 'INC-1.1.A.0.bob' },
    },
    expected: {
      events: [
        {
          type: 'Acknowledged',
          by: 'a stranger',
          roles: [],
          way: 'pagerduty',
          because: 'acknowledged by a stranger, in PagerDuty',
        },
      ],
      outbox: ['alerts acknowledge', 'send incidents: acknowledged/told'],
    },
  },
  {
    name: 'a second one changes nothing and is no error',
    given: acknowledged,
    when: { do: 'acknowledge', by: 'alice' },
    expected: { events: [], outbox: [] },
  },
  {
    name: 'there is nothing to acknowledge once it has ended',
    given: ended,
    when: { do: 'acknowledge', by: 'bob' },
    expected: { throws: 'Conflict: INC-1 is ended: there is nothing to acknowledge' },
  },
];
