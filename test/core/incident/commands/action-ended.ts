import type { Example } from '#test/examples';
import { ended, running } from '#test/lives';

const key = 'INC-1.1.1.0.0';

export const examples: Example[] = [
  {
    name: 'after a reported fix its end stands on the timeline',
    given: [...running, { do: 'resolve', by: 'alice', as: 'fixed', reason: 'the cache was cleared' }],
    when: { do: 'action-ended', key, outcome: 'succeeded', output: 'exit 0' },
    expected: {
      events: [
        {
          type: 'ActionEnded',
          key,
          step: 'restart',
          outcome: 'succeeded',
          output: 'exit 0',
          because: 'Restart (attempt 1): exit 0',
        },
      ],
      outbox: [],
    },
  },
  {
    name: 'while the machine waits for the step, it is the machine that says how it ended',
    given: running,
    when: { do: 'action-ended', key, outcome: 'succeeded', output: 'exit 0' },
    expected: { events: [], outbox: [] },
  },
  {
    name: 'an action that this incident never started changes nothing',
    given: ended,
    when: { do: 'action-ended', key, outcome: 'failed', output: 'exit 1' },
    expected: { events: [], outbox: [] },
  },
];
