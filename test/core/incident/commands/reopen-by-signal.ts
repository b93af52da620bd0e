import type { Example } from '#test/examples';
import { alarm, alarmed, closed, pagedAtOnce } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'fired again after the end: the next cycle, with the signal firing',
    given: closed,
    when: { do: 'reopen-by-signal', signal: alarm(30, '2026-03-11T15:00:00Z') },
    expected: {
      events: [
        {
          type: 'Reopened',
          detectedAt: '2026-03-11T15:00:00Z',
          because: 'fired again within the observation window: 30 % of requests fail',
        },
        {
          type: 'SignalFired',
          key: 'errors',
          title: 'Errors',
          signalAt: '2026-03-11T15:00:00Z',
          because: 'fired again within the observation window: 30 % of requests fail',
        },
        {
          type: 'PhaseEntered',
          phase: 'detect',
          jump: true,
          because: 'fired again within the observation window: 30 % of requests fail',
        },
        { type: 'RunStarted', run: 2, because: 'fired again within the observation window: 30 % of requests fail' },
        {
          type: 'StatusChanged',
          status: 'investigating',
          because: 'fired again within the observation window: 30 % of requests fail',
        },
        ...pagedAtOnce,
      ],
      outbox: [
        'effect {"do":"supersede"}',
        'effect {"do":"stop-run","run":1,"phase":"post-mortem","visit":5,"communicateVisit":1}',
        'effect {"do":"start-run","run":2}',
        'send incidents: reopened/told',
        'page bob as primary: on call for SEV1, unless acknowledged',
      ],
    },
  },
  {
    name: 'what is open cannot be opened',
    given: alarmed,
    when: { do: 'reopen-by-signal', signal: alarm(30, '2026-03-11T15:00:00Z') },
    expected: { throws: 'Conflict: INC-1 is already open' },
  },
];
