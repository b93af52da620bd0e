import type { Example } from '#test/examples';
import { alarm, alarmed, ended, recovery } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'another alarm of the service joins, and the thread is told',
    given: alarmed,
    when: { do: 'signal-fired', signal: alarm(9, '2026-03-11T14:05:00Z', 'latency') },
    expected: {
      events: [
        {
          type: 'SignalFired',
          key: 'latency',
          title: 'Errors',
          signalAt: '2026-03-11T14:05:00Z',
          because: 'joins: same service (shop): 9 % of requests fail',
        },
      ],
      outbox: ['send incidents: joined/told'],
    },
  },
  {
    name: 'one that had recovered fires again',
    given: [...alarmed, { do: 'signal-recovered', signal: recovery('2026-03-11T14:04:00Z') }],
    when: { do: 'signal-fired', signal: alarm(9, '2026-03-11T14:05:00Z') },
    expected: {
      events: [
        {
          type: 'SignalFired',
          key: 'errors',
          title: 'Errors',
          signalAt: '2026-03-11T14:05:00Z',
          because: 'fires again: 9 % of requests fail',
        },
      ],
      outbox: [],
    },
  },
  {
    name: 'one that fires already changes nothing',
    given: alarmed,
    when: { do: 'signal-fired', signal: alarm(9, '2026-03-11T14:05:00Z') },
    expected: { events: [], outbox: [] },
  },
  {
    name: 'older news changes nothing',
    given: [...alarmed, { do: 'signal-recovered', signal: recovery('2026-03-11T14:04:00Z') }],
    when: { do: 'signal-fired', signal: alarm(9, '2026-03-11T14:03:00Z') },
    expected: { events: [], outbox: [] },
  },
  {
    name: 'after the end it is refused, so that it opens another',
    given: ended,
    when: { do: 'signal-fired', signal: alarm(9, '2026-03-11T14:05:00Z') },
    expected: { throws: 'Conflict: INC-1 is ended' },
  },
];
