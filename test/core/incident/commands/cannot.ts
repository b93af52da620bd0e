import type { Example } from '#test/examples';
import { acknowledged, ended, opened } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'the next page rule acts before its time',
    given: opened,
    when: { do: 'cannot', by: 'bob', way: 'link' },
    expected: {
      events: [
        { type: 'Declined', by: 'bob', way: 'link', because: 'declined by bob, by link' },
        {
          type: 'RuleActed',
          rule: 'second',
          start: 'epoch-0',
          n: 1,
          page: ['lead'],
          tell: ['incidents'],
          due: '2026-03-11T14:17:00Z',
          because: 'rule second: brought forward, bob cannot take it (playbook.yaml)',
        },
        {
          type: 'PageQueued',
          target: 'lead',
          person: 'alice',
          rule: 'second',
          because: 'rule second: brought forward, bob cannot take it (playbook.yaml)',
        },
      ],
      outbox: [
        'alerts silence bob',
        'page alice as lead: bob cannot take it, unless acknowledged',
        'send incidents: escalated/escalated',
      ],
    },
  },
  {
    name: 'a rule that means only people who cannot take it is passed over; when none is left the catch-all is paged',
    given: opened,
    when: { do: 'cannot', by: 'alice', reason: 'I am on a plane' },
    expected: {
      events: [
        { type: 'Declined', by: 'alice', because: 'declined by alice: I am on a plane' },
        {
          type: 'NobodyOnCall',
          target: 'lead',
          because: 'alice cannot take it, and nobody else is on call for lead, the catch-all: nobody is paged',
        },
      ],
      outbox: ['alerts silence alice'],
    },
  },
  {
    name: 'the catch-all is paged when every rule has acted',
    given: [...opened, { do: 'cannot', by: 'bob' }],
    when: { do: 'cannot', by: 'a stranger' },
    expected: {
      events: [
        { type: 'Declined', by: 'a stranger', because: 'declined by a stranger' },
        {
          type: 'PageQueued',
          target: 'lead',
          person: 'alice',
          rule: 'handed-on-a stranger',
          because: 'a stranger cannot take it, and no page rule is left: the catch-all is paged',
        },
      ],
      outbox: ['page alice as lead: a stranger cannot take it, unless acknowledged'],
    },
  },
  {
    name: 'said twice it pages nobody further',
    given: [...opened, { do: 'cannot', by: 'bob' }],
    when: { do: 'cannot', by: 'bob' },
    expected: { events: [], outbox: [] },
  },
  {
    name: 'a person who has acknowledged it releases it instead',
    given: acknowledged,
    when: { do: 'cannot', by: 'bob' },
    expected: { throws: 'Conflict: bob has acknowledged it: release it instead' },
  },
  {
    name: 'once somebody has it nobody else is needed',
    given: acknowledged,
    when: { do: 'cannot', by: 'alice' },
    expected: { throws: 'Conflict: bob has acknowledged it: nobody else is needed' },
  },
  {
    name: 'nobody has to take what has ended',
    given: ended,
    when: { do: 'cannot', by: 'bob' },
    expected: { throws: 'Conflict: INC-1 is ended: nobody has to take it' },
  },
];
