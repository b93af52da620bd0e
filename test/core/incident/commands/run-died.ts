import type { Example } from '#test/examples';
import { ended, opened } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'the next run takes over at once',
    given: opened,
    when: { do: 'run-died', run: 1, how: 'lifecycle ended as FAILED' },
    expected: {
      events: [
        { type: 'RunDied', run: 1, because: 'run 1: lifecycle ended as FAILED; the next run takes over' },
        { type: 'RunStarted', run: 2, because: 'run 1: lifecycle ended as FAILED; the next run takes over' },
      ],
      outbox: [
        'effect {"do":"stop-run","run":1,"phase":"detect","visit":1,"communicateVisit":1}',
        'effect {"do":"start-run","run":2}',
      ],
    },
  },
  {
    name: 'the third in ten minutes pages the catch-all, and the next one waits',
    given: [...opened, { do: 'run-died', run: 1, how: 'failed' }, { do: 'run-died', run: 2, how: 'failed' }],
    when: { do: 'run-died', run: 3, how: 'failed' },
    expected: {
      events: [
        {
          type: 'RunDied',
          run: 3,
          retryAt: '2026-03-11T14:12:00.000Z',
          because: 'run 3: failed; third failure in ten minutes, next run in ten',
        },
        {
          type: 'PageQueued',
          target: 'lead',
          person: 'alice',
          rule: 'run-died',
          because: 'run 3: failed; third failure in ten minutes, next run in ten',
        },
      ],
      outbox: [
        'effect {"do":"stop-run","run":3,"phase":"detect","visit":1,"communicateVisit":1}',
        'send incidents: run-died/told',
        'page alice as lead: workflow keeps failing, unless never',
      ],
    },
  },
  {
    name: 'a third that is more than ten minutes after the first pages nobody',
    given: [
      ...opened,
      { do: 'run-died', run: 1, how: 'failed' },
      { do: 'run-died', run: 2, how: 'failed' },
      { wait: 601 },
    ],
    when: { do: 'run-died', run: 3, how: 'failed' },
    expected: {
      events: [
        { type: 'RunDied', run: 3, because: 'run 3: failed; the next run takes over' },
        { type: 'RunStarted', run: 4, because: 'run 3: failed; the next run takes over' },
      ],
      outbox: [
        'effect {"do":"stop-run","run":3,"phase":"detect","visit":1,"communicateVisit":1}',
        'effect {"do":"start-run","run":4}',
      ],
    },
  },
  {
    name: 'after the pause one more death only waits again',
    given: [
      ...opened,
      { do: 'run-died', run: 1, how: 'failed' },
      { do: 'run-died', run: 2, how: 'failed' },
      { do: 'run-died', run: 3, how: 'failed' },
      { wait: 600 },
      { do: 'time-passed', due: '2026-03-11T14:12:00Z' },
    ],
    when: { do: 'run-died', run: 4, how: 'failed' },
    expected: {
      events: [
        {
          type: 'RunDied',
          run: 4,
          retryAt: '2026-03-11T14:22:00.000Z',
          because: 'run 4: failed; next run in ten minutes',
        },
      ],
      outbox: ['effect {"do":"stop-run","run":4,"phase":"detect","visit":1,"communicateVisit":1}'],
    },
  },
  {
    name: 'news of an older run changes nothing',
    given: [...opened, { do: 'run-died', run: 1, how: 'failed' }],
    when: { do: 'run-died', run: 1, how: 'failed' },
    expected: { events: [], outbox: [] },
  },
  {
    name: 'what is over needs no run',
    given: ended,
    when: { do: 'run-died', run: 1, how: 'failed' },
    expected: { events: [], outbox: [] },
  },
];
