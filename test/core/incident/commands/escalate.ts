import type { Example } from '#test/examples';
import { acknowledged, ended, opened } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'a level pages its contacts and its notice goes to its place',
    given: opened,
    when: { do: 'escalate', by: 'bob', level: 1, reason: 'customers call' },
    expected: {
      events: [
        {
          type: 'EscalatedByHand',
          by: 'bob',
          targets: ['lead'],
          level: 1,
          because: 'escalated by bob: customers call',
        },
        {
          type: 'PageQueued',
          target: 'lead',
          person: 'alice',
          rule: 'by-hand-7',
          because: 'escalated by bob: customers call',
        },
      ],
      outbox: ['page alice as lead: escalated by bob, unless resolved', 'send incidents: escalated/escalated'],
    },
  },
  {
    name: 'a role means its holder',
    given: acknowledged,
    when: { do: 'escalate', by: 'alice', to: 'IC', reason: 'the IC must know' },
    expected: {
      events: [
        { type: 'EscalatedByHand', by: 'alice', targets: ['bob'], because: 'escalated by alice: the IC must know' },
        {
          type: 'PageQueued',
          target: 'bob',
          person: 'bob',
          rule: 'by-hand-9',
          because: 'escalated by alice: the IC must know',
        },
      ],
      outbox: ['page bob as bob: escalated by alice, unless resolved'],
    },
  },
  {
    name: 'a level that the ladder does not have is refused',
    given: opened,
    when: { do: 'escalate', by: 'bob', level: 9, reason: 'help' },
    expected: { throws: 'InvalidInput: level: 9 is not one of 1' },
  },
  {
    name: 'neither a level nor a person is refused',
    given: opened,
    when: { do: 'escalate', by: 'bob', reason: 'help' },
    expected: { throws: 'InvalidInput: level: give an escalation level, or to: a person, role or rotation' },
  },
  {
    name: 'there is nothing to escalate once it has ended',
    given: ended,
    when: { do: 'escalate', by: 'bob', level: 1, reason: 'help' },
    expected: { throws: 'Conflict: INC-1 is ended: there is nothing to escalate' },
  },
];
