import type { Example } from '#test/examples';
import { alarm, alarmed, closed, pagedAtOnce } from '#test/lives';

/** The next cycle, with the signal firing. */
const reopened = (because: string): Example['expected'] => ({
  events: [
    {
      type: 'Reopened',
      detectedAt: '2026-03-11T15:00:00Z',
      because,
    },
    {
      type: 'SignalFired',
      key: 'errors',
      title: 'Errors',
      signalAt: '2026-03-11T15:00:00Z',
      because,
    },
    {
      type: 'PhaseEntered',
      phase: 'detect',
      jump: true,
      because,
    },
    { type: 'RunStarted', run: 2, because },
    {
      type: 'StatusChanged',
      status: 'investigating',
      because,
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
});

export const examples: Example[] = [
  {
    name: 'fired again after the end: the next cycle, with the signal firing',
    given: closed,
    when: { do: 'reopen-by-signal', signal: alarm(30, '2026-03-11T15:00:00Z') },
    expected: reopened('fired again after it was over: 30 % of requests fail'),
  },
  {
    name: 'fired again while it is watched: the same, said so',
    given: closed,
    playbook: (pack) => {
      pack.playbook.watch = { SEV1: '30m' };
    },
    when: { do: 'reopen-by-signal', signal: alarm(30, '2026-03-11T15:00:00Z') },
    expected: reopened('fired again within the observation window: 30 % of requests fail'),
  },
  {
    name: 'what is open cannot be opened',
    given: alarmed,
    when: { do: 'reopen-by-signal', signal: alarm(30, '2026-03-11T15:00:00Z') },
    expected: { throws: 'Conflict: INC-1 is already open' },
  },
];
