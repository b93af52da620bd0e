import type { Example } from '#test/examples';
import { acknowledged, ended, opened } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'the catch-all is paged in its place',
    given: opened,
    when: {
      do: 'page-undelivered',
      target: 'primary',
      person: 'bob',
      rule: 'first',
      unless: 'acknowledged',
      because: 'sms failed; email failed',
    },
    expected: {
      events: [
        {
          type: 'PageUndelivered',
          target: 'primary',
          person: 'bob',
          catchAll: 'lead',
          because: 'page to primary/bob not delivered: sms failed; email failed',
        },
        {
          type: 'PageQueued',
          target: 'lead',
          person: 'alice',
          rule: 'undelivered-first-bob',
          because: 'page to primary/bob not delivered: sms failed; email failed',
        },
      ],
      outbox: ['page alice as lead: primary unreachable, unless acknowledged'],
    },
  },
  {
    name: 'when it is the catch-all who cannot be reached, the timeline says so and nobody else is paged',
    given: opened,
    when: {
      do: 'page-undelivered',
      target: 'primary',
      person: 'alice',
      rule: 'first',
      unless: 'acknowledged',
      because: 'sms failed; email failed',
    },
    expected: {
      events: [
        {
          type: 'PageUndelivered',
          target: 'primary',
          person: 'alice',
          catchAll: 'lead',
          because: 'page to primary/alice not delivered: sms failed; email failed',
        },
      ],
      outbox: [],
    },
  },
  {
    name: 'an acknowledgement has made it moot',
    given: acknowledged,
    when: {
      do: 'page-undelivered',
      target: 'primary',
      person: 'bob',
      rule: 'first',
      unless: 'acknowledged',
      because: 'sms failed; email failed',
    },
    expected: { events: [], outbox: [] },
  },
  {
    name: 'the end has made it moot',
    given: ended,
    when: {
      do: 'page-undelivered',
      target: 'primary',
      person: 'bob',
      rule: 'first',
      unless: 'resolved',
      because: 'sms failed; email failed',
    },
    expected: { events: [], outbox: [] },
  },
];
