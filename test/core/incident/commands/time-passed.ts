import type { Example } from '#test/examples';
import { acknowledged, asked, closed, opened } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'a target is missed at its minute',
    given: [...opened, { wait: 300 }],
    when: { do: 'time-passed', due: '2026-03-11T14:07:00Z' },
    expected: {
      events: [
        {
          type: 'DeadlineMissed',
          key: 'respond/0',
          target: 'respond',
          within: '5m',
          because: 'missed: acknowledge within 5m (playbook.yaml)',
        },
      ],
      outbox: ['send incidents: target-missed/told'],
    },
  },
  {
    name: 'everything that is due by then is done, earliest first',
    given: [...opened, { wait: 900 }],
    when: { do: 'time-passed', due: '2026-03-11T14:17:00Z' },
    expected: {
      events: [
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
        'send incidents: target-missed/told',
        'page alice as lead: no ack for 15 min, unless acknowledged',
        'send incidents: escalated/escalated',
        'send incidents: update-due/update-due',
      ],
    },
  },
  {
    name: 'acknowledged, the escalation is moot and only the update is due',
    given: [...acknowledged, { wait: 900 }],
    when: { do: 'time-passed', due: '2026-03-11T14:17:00Z' },
    expected: {
      events: [
        {
          type: 'UpdateDue',
          key: 'update/team/2026-03-11T14:17:00Z',
          audience: 'team',
          update: 'update',
          writer: 'IC/bob',
          base: '2026-03-11T14:17:00Z',
          because: 'update to the team is due (playbook.yaml)',
        },
        { type: 'Told', place: 'person:bob', because: 'update to the team is due (playbook.yaml)' },
      ],
      outbox: ['send person:bob: update-due/update-due'],
    },
  },
  {
    name: 'a question without an answer is asked again, and the level is told',
    given: [
      ...asked,
      { do: 'acknowledge', by: 'bob' },
      { do: 'update', by: 'bob', audience: 'team', what: 'update', fields: {} },
      { wait: 3600 },
    ],
    when: { do: 'time-passed', due: '2026-03-11T15:02:00Z' },
    playbook: (pack) => {
      pack.playbook.choice.tellLevel = 1;
      for (const one of pack.playbook.updates) delete one.every;
    },
    expected: {
      events: [
        {
          type: 'DeadlineMissed',
          key: 'resolve/SEV1',
          target: 'resolve',
          within: '1h',
          because: 'missed: resolve within 1h (playbook.yaml)',
        },
        {
          type: 'QuestionAsked',
          question: {
            id: 'choice-1-11',
            slot: 'choice',
            text: 'Which way?',
            ask: 'IC',
            options: [{ id: 'restart', title: 'Restart' }],
            askedAt: '2026-03-11T14:02:00.000Z',
            times: 2,
            lastAt: '2026-03-11T15:02:00Z',
            again: 3600,
            tellLevel: 1,
          },
          because: 'no answer yet, asked 2 times',
        },
        { type: 'Told', place: 'person:bob', because: 'no answer yet, asked 2 times' },
      ],
      outbox: [
        'send incidents: target-missed/told',
        'send person:bob: question-asked/question-asked',
        'send incidents: escalated/escalated',
      ],
    },
  },
  {
    name: 'the observation window ends: closed',
    given: [...closed, { wait: 1800 }],
    when: { do: 'time-passed', due: '2026-03-11T14:32:00Z' },
    playbook: (pack) => {
      pack.playbook.watch = { SEV1: '30m' };
    },
    expected: {
      events: [
        { type: 'Done', key: 'close/1', because: 'observation window ended' },
        { type: 'StatusChanged', status: 'closed', because: 'observation window ended' },
        { type: 'Closed', because: 'observation window ended' },
      ],
      outbox: ['send incidents: closed/told'],
    },
  },
  {
    name: 'when nothing is due it does nothing',
    given: acknowledged,
    when: { do: 'time-passed', due: '2026-03-11T14:02:00Z' },
    expected: { events: [], outbox: [] },
  },
  {
    name: 'more than two seconds early is too early',
    given: opened,
    when: { do: 'time-passed', due: '2026-03-11T14:02:03Z' },
    expected: { throws: 'TooEarly: 2026-03-11T14:02:03Z is 3 s away' },
  },
];
