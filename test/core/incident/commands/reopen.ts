import type { Example } from '#test/examples';
import { closed, ended, opened, pagedAtOnce } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'the next cycle pages again from the same turn, by a run of its own',
    given: closed,
    when: { do: 'reopen', by: 'alice', reason: 'it is back' },
    expected: {
      events: [
        { type: 'Reopened', because: 'it is back (alice)' },
        { type: 'PhaseEntered', phase: 'detect', jump: true, because: 'it is back (alice)' },
        { type: 'RunStarted', run: 2, because: 'it is back (alice)' },
        { type: 'StatusChanged', status: 'investigating', because: 'it is back (alice)' },
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
    name: 'also what ended as a false alarm',
    given: ended,
    when: { do: 'reopen', by: 'alice', reason: 'it was none' },
    expected: {
      events: [
        { type: 'Reopened', because: 'it was none (alice)' },
        { type: 'PhaseEntered', phase: 'detect', jump: true, because: 'it was none (alice)' },
        { type: 'RunStarted', run: 2, because: 'it was none (alice)' },
        { type: 'StatusChanged', status: 'investigating', because: 'it was none (alice)' },
        ...pagedAtOnce,
      ],
      outbox: [
        'effect {"do":"supersede"}',
        'effect {"do":"stop-run","run":1,"phase":"over","visit":1,"communicateVisit":1}',
        'effect {"do":"start-run","run":2}',
        'send incidents: reopened/told',
        'page bob as primary: on call for SEV1, unless acknowledged',
      ],
    },
  },
  {
    name: 'what is open cannot be opened',
    given: opened,
    when: { do: 'reopen', by: 'alice', reason: 'it is back' },
    expected: { throws: 'Conflict: INC-1 is already open' },
  },
];
