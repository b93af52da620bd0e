import type { Example } from '#test/examples';
import { acknowledged, ended, opened } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'the role that came with it goes, and the next person is paged at once',
    given: acknowledged,
    when: { do: 'release', by: 'bob', way: 'link', reason: 'my train goes' },
    expected: {
      events: [
        { type: 'Released', by: 'bob', way: 'link', because: 'handed back by bob, by link: my train goes' },
        { type: 'RoleVacated', role: 'IC', person: 'bob', because: 'handed back by bob, by link: my train goes' },
        {
          type: 'RuleActed',
          rule: 'second',
          start: 'epoch-0',
          n: 1,
          page: ['lead'],
          tell: ['incidents'],
          due: '2026-03-11T14:17:00Z',
          because: 'rule second: brought forward, bob has handed it back (playbook.yaml)',
        },
        {
          type: 'PageQueued',
          target: 'lead',
          person: 'alice',
          rule: 'second',
          because: 'rule second: brought forward, bob has handed it back (playbook.yaml)',
        },
      ],
      outbox: [
        'send incidents: handed-back/told',
        'page alice as lead: bob has handed it back, unless acknowledged',
        'send incidents: escalated/escalated',
      ],
    },
  },
  {
    name: 'a role that somebody else has been given meanwhile stays theirs',
    given: [...acknowledged, { do: 'assign-role', by: 'alice', role: 'IC', person: 'alice' }, { wait: 1000 }],
    when: { do: 'release', by: 'bob' },
    expected: {
      events: [
        { type: 'Released', by: 'bob', because: 'handed back by bob' },
        {
          type: 'RuleActed',
          rule: 'second',
          start: 'epoch-0',
          n: 1,
          page: ['lead'],
          tell: ['incidents'],
          due: '2026-03-11T14:33:40Z',
          because: 'rule second: brought forward, bob has handed it back (playbook.yaml)',
        },
        {
          type: 'PageQueued',
          target: 'lead',
          person: 'alice',
          rule: 'second',
          because: 'rule second: brought forward, bob has handed it back (playbook.yaml)',
        },
      ],
      outbox: [
        'send incidents: handed-back/told',
        'page alice as lead: bob has handed it back, unless acknowledged',
        'send incidents: escalated/escalated',
      ],
    },
  },
  {
    name: 'only the person who acknowledged can',
    given: acknowledged,
    when: { do: 'release', by: 'alice' },
    expected: { throws: 'Conflict: bob has acknowledged it, not alice, at 2026-03-11T14:02:00.000Z' },
  },
  {
    name: 'what nobody has cannot be handed back',
    given: opened,
    when: { do: 'release', by: 'bob' },
    expected: { throws: 'Conflict: INC-1 is not acknowledged' },
  },
  {
    name: 'there is nothing to hand back once it has ended',
    given: ended,
    when: { do: 'release', by: 'bob' },
    expected: { throws: 'Conflict: INC-1 is ended: there is no acknowledgement to take back' },
  },
];
