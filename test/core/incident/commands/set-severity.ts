import type { Example } from '#test/examples';
import { ended, low, opened } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'lowered: the clocks start anew, and the owner of a severity that pages nobody is not paged',
    given: opened,
    when: { do: 'set-severity', by: 'alice', severity: 'SEV2', reason: 'one customer' },
    expected: {
      events: [
        {
          type: 'SeverityRated',
          severity: 'SEV2',
          by: 'alice',
          promised: { team: '2026-03-11T14:17:00Z' },
          because: 'one customer (alice)',
        },
      ],
      outbox: ['send incidents: severity-changed/told'],
    },
  },
  {
    name: 'raised after an acknowledgement: those whom the rules newly name are paged all the same',
    given: [...low, { do: 'acknowledge', by: 'bob' }],
    when: { do: 'set-severity', by: 'alice', severity: 'SEV1', reason: 'all customers' },
    expected: {
      events: [
        { type: 'SeverityRated', severity: 'SEV1', by: 'alice', because: 'all customers (alice)' },
        {
          type: 'PageQueued',
          target: 'primary',
          person: 'bob',
          rule: 'first',
          because: 'rule first: severity is now SEV1 (playbook.yaml)',
        },
      ],
      outbox: ['send incidents: severity-changed/told', 'page bob as primary: raised to SEV1, unless resolved'],
    },
  },
  {
    name: 'the same severity is confirmed, and no clock starts anew',
    given: opened,
    when: { do: 'set-severity', by: 'alice', severity: 'SEV1', reason: 'seen' },
    expected: {
      events: [{ type: 'SeverityConfirmed', severity: 'SEV1', by: 'alice', because: 'seen (alice)' }],
      outbox: [],
    },
  },
  {
    name: 'a severity that the playbook does not have is refused',
    given: opened,
    when: { do: 'set-severity', by: 'alice', severity: 'SEV9', reason: 'seen' },
    expected: { throws: 'InvalidInput: severity: SEV9 is not one of SEV1, SEV2' },
  },
  {
    name: 'it can no longer change once the incident has ended',
    given: ended,
    when: { do: 'set-severity', by: 'alice', severity: 'SEV2', reason: 'seen' },
    expected: { throws: 'Conflict: INC-1 is ended: its severity can no longer change' },
  },
];
