import type { Example } from '#test/examples';
import { acknowledged, ended } from '#test/lives';

const taken = 'taken back by bob, by link, who did not acknowledge';

export const examples: Example[] = [
  {
    name: 'taken back before anything is due, the escalation goes on at its time',
    given: [...acknowledged, { wait: 60 }],
    when: { do: 'not-me', by: 'bob', way: 'link' },
    expected: {
      events: [
        { type: 'AcknowledgementTakenBack', by: 'bob', way: 'link', because: taken },
        { type: 'RoleVacated', role: 'IC', person: 'bob', because: taken },
      ],
      outbox: ['send incidents: handed-back/told'],
    },
  },
  {
    name: 'what would have been due meanwhile is due at once',
    given: [...acknowledged, { wait: 901 }],
    when: { do: 'not-me', by: 'bob', reason: 'a mail scanner pressed it' },
    expected: {
      events: [
        {
          type: 'AcknowledgementTakenBack',
          by: 'bob',
          because: 'taken back by bob, who did not acknowledge: a mail scanner pressed it',
        },
        {
          type: 'RoleVacated',
          role: 'IC',
          person: 'bob',
          because: 'taken back by bob, who did not acknowledge: a mail scanner pressed it',
        },
        {
          type: 'DeadlineMissed',
          key: 'respond/0',
          target: 'respond',
          within: '5m',
          because: 'missed: acknowledge within 5m (playbook.yaml)',
        },
        {
          type: 'RuleActed',
          rule: 'second',
          start: 'epoch-0',
          n: 1,
          page: ['lead'],
          tell: ['incidents'],
          due: '2026-03-11T14:17:00Z',
          because: 'rule second: 15 min unacknowledged (playbook.yaml)',
        },
        {
          type: 'PageQueued',
          target: 'lead',
          person: 'alice',
          rule: 'second',
          because: 'rule second: 15 min unacknowledged (playbook.yaml)',
        },
        {
          type: 'UpdateDue',
          key: 'update/team/2026-03-11T14:17:00Z',
          audience: 'team',
          update: 'update',
          writer: '#incidents',
          base: '2026-03-11T14:17:00Z',
          because: 'update to the team is due (playbook.yaml)',
        },
      ],
      outbox: [
        'send incidents: handed-back/told',
        'send incidents: target-missed/told',
        'page alice as lead: no ack for 15 min, unless acknowledged',
        'send incidents: escalated/escalated',
        'send incidents: update-due/update-due',
      ],
    },
  },
  {
    name: 'only the acknowledgement in one’s own name',
    given: acknowledged,
    when: { do: 'not-me', by: 'alice' },
    expected: { throws: 'Conflict: bob has acknowledged it, not alice, at 2026-03-11T14:02:00.000Z' },
  },
  {
    name: 'there is nothing to take back once it has ended',
    given: ended,
    when: { do: 'not-me', by: 'bob' },
    expected: { throws: 'Conflict: INC-1 is ended: there is no acknowledgement to take back' },
  },
];
