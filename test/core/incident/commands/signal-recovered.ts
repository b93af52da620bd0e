import type { Example } from '#test/examples';
import { alarm, alarmed, recovery } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'the last one starts verification where the playbook says so',
    given: alarmed,
    when: { do: 'signal-recovered', signal: recovery('2026-03-11T14:04:00Z') },
    expected: {
      events: [
        {
          type: 'SignalRecovered',
          key: 'errors',
          title: 'Errors',
          signalAt: '2026-03-11T14:04:00Z',
          because: 'errors are back below 5 %',
        },
        { type: 'SignalsCleared', because: 'all signals have recovered: errors are back below 5 % (playbook.yaml)' },
        {
          type: 'PhaseEntered',
          phase: 'resolve',
          jump: true,
          because: 'all signals have recovered: errors are back below 5 % (playbook.yaml)',
        },
      ],
      outbox: ['effect {"do":"supersede"}'],
    },
  },
  {
    name: 'the last one ends it where the playbook says so and nobody has acknowledged',
    given: alarmed,
    when: { do: 'signal-recovered', signal: recovery('2026-03-11T14:04:00Z') },
    playbook: (pack) => {
      pack.playbook.detection.recovery = { does: 'resolve' };
    },
    expected: {
      events: [
        {
          type: 'SignalRecovered',
          key: 'errors',
          title: 'Errors',
          signalAt: '2026-03-11T14:04:00Z',
          because: 'errors are back below 5 %',
        },
        {
          type: 'StatusChanged',
          status: 'resolved',
          because: 'all signals have recovered: errors are back below 5 % (playbook.yaml)',
        },
        {
          type: 'Ended',
          as: 'recovered',
          because: 'all signals have recovered: errors are back below 5 % (playbook.yaml)',
        },
        {
          type: 'Done',
          key: 'acted/told/ended',
          because: 'all signals have recovered: errors are back below 5 % (playbook.yaml)',
        },
      ],
      outbox: ['send incidents: ended/told', 'alerts resolve', 'effect {"do":"supersede"}'],
    },
  },
  {
    name: 'while another fires it is only noted',
    given: [...alarmed, { do: 'signal-fired', signal: alarm(9, '2026-03-11T14:03:00Z', 'latency') }],
    when: { do: 'signal-recovered', signal: recovery('2026-03-11T14:04:00Z') },
    expected: {
      events: [
        {
          type: 'SignalRecovered',
          key: 'errors',
          title: 'Errors',
          signalAt: '2026-03-11T14:04:00Z',
          because: 'errors are back below 5 %',
        },
      ],
      outbox: [],
    },
  },
  {
    name: 'recovered already, it changes nothing',
    given: [...alarmed, { do: 'signal-recovered', signal: recovery('2026-03-11T14:04:00Z') }],
    when: { do: 'signal-recovered', signal: recovery('2026-03-11T14:05:00Z') },
    expected: { events: [], outbox: [] },
  },
  {
    name: 'a recovery of what never fired here changes nothing',
    given: alarmed,
    when: { do: 'signal-recovered', signal: recovery('2026-03-11T14:04:00Z', 'latency') },
    expected: { events: [], outbox: [] },
  },
];
