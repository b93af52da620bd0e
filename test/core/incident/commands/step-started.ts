import type { Example } from '#test/examples';
import { claimed, opened, running } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'its handle is kept',
    given: claimed,
    when: { do: 'step-started', index: 0, handle: 'job-7' },
    expected: {
      events: [
        {
          type: 'StepChanged',
          index: 0,
          step: {
            id: 'restart',
            way: 'do',
            status: 'running',
            tries: 0,
            startedAt: '2026-03-11T14:02:00.000Z',
            target: 'http:shop/restart',
            handle: 'job-7',
          },
          because: 'runs as job-7',
        },
      ],
      outbox: [],
      answer: { verdict: 'look' },
    },
  },
  {
    name: 'said again it changes nothing',
    given: running,
    when: { do: 'step-started', index: 0, handle: 'job-8' },
    expected: { events: [], outbox: [], answer: { verdict: 'look' } },
  },
  {
    name: 'a task of another phase is superseded',
    given: opened,
    when: { do: 'step-started', index: 0, handle: 'job-7' },
    expected: { throws: 'Superseded: INC-1 is at run 1, cycle 1, detect visit 1; the task belongs to mitigate' },
  },
];
