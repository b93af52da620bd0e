import type { Example } from '#test/examples';
import { ended, opened } from '#test/lives';

const text = 'PagerDuty rings alice, pagerduty:eve now: reassigned there by bob';

export const examples: Example[] = [
  {
    name: 'whom it rings stands on the timeline, and whom we know is told; it is no acknowledgement',
    given: opened,
    when: {
      do: 'rung-elsewhere',
      by: 'bob',
      provider: 'PagerDuty',
      people: ['alice', 'pagerduty:eve'],
      known: ['alice'],
    },
    expected: {
      events: [
        { type: 'Noted', by: 'bob', text, because: text },
        { type: 'Told', place: 'person:alice', because: text },
      ],
      outbox: ['send person:alice: escalated/escalated'],
    },
  },
  {
    name: 'after the end nobody is told',
    given: ended,
    when: { do: 'rung-elsewhere', by: 'bob', provider: 'PagerDuty', people: ['alice'], known: ['alice'] },
    expected: { throws: 'Conflict: INC-1 is ended: nobody is rung for it' },
  },
];
