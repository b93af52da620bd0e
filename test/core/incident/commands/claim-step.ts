import type { Example } from '#test/examples';
import { claimed, mitigating, planned, running, verified } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'the next step is claimed before it is started',
    given: planned,
    when: { do: 'claim-step' },
    expected: {
      events: [
        {
          type: 'StepChanged',
          index: 0,
          step: {
            id: 'restart',
            way: 'do',
            status: 'claimed',
            tries: 0,
            startedAt: '2026-03-11T14:02:00.000Z',
            target: 'http:shop/restart',
          },
          because: 'Restart',
        },
      ],
      outbox: [],
      answer: { visit: 3, index: 0, key: 'INC-1.1.1.0.0', verdict: 'start' },
    },
  },
  {
    name: 'a running one is looked at',
    given: running,
    when: { do: 'claim-step' },
    expected: { events: [], outbox: [], answer: { visit: 3, index: 0, key: 'INC-1.1.1.0.0', verdict: 'look' } },
  },
  {
    name: 'claimed without a result it may have run: a person is asked',
    given: claimed,
    when: { do: 'claim-step' },
    expected: {
      events: [
        {
          type: 'StepChanged',
          index: 0,
          step: {
            id: 'restart',
            way: 'do',
            status: 'unknown',
            tries: 0,
            startedAt: '2026-03-11T14:02:00.000Z',
            target: 'http:shop/restart',
            output: 'it was claimed and no result came back, so it may have run',
          },
          because: 'outcome unclear: it was claimed and no result came back, so it may have run',
        },
      ],
      outbox: [],
      answer: { visit: 3, index: 0, key: 'INC-1.1.1.0.0', verdict: 'ask-person' },
    },
  },
  {
    name: 'a destructive one is held until a person approves it',
    given: planned,
    when: { do: 'claim-step' },
    playbook: (pack) => {
      for (const step of pack.runbooks['restart']?.steps ?? []) if ('act' in step) step.destructive = true;
    },
    expected: {
      events: [
        {
          type: 'StepChanged',
          index: 0,
          step: { id: 'restart', way: 'do', status: 'held', tries: 0, busy: [] },
          because: 'Restart: needs approval, it is destructive',
        },
      ],
      outbox: [],
      answer: { visit: 3, index: 0, key: 'INC-1.1.1.0.0', verdict: 'ask-person' },
    },
  },
  {
    name: 'one whose target another action holds waits for a person who is told of it',
    given: planned,
    when: {
      do: 'claim-step',
      busy: [
        {
          key: 'INC-0.1.1.0.0',
          incident: 'INC-0',
          title: 'Restart',
          attempt: 1,
          startedAt: '2026-03-11T14:00:00.000Z',
          state: 'running',
        },
      ],
    },
    expected: {
      events: [
        {
          type: 'StepChanged',
          index: 0,
          step: {
            id: 'restart',
            way: 'do',
            status: 'held',
            tries: 0,
            busy: [
              {
                key: 'INC-0.1.1.0.0',
                incident: 'INC-0',
                title: 'Restart',
                attempt: 1,
                startedAt: '2026-03-11T14:00:00.000Z',
                state: 'running',
              },
            ],
          },
          because: 'Restart: needs approval, its target is taken',
        },
      ],
      outbox: [],
      answer: { visit: 3, index: 0, key: 'INC-1.1.1.0.0', verdict: 'ask-person' },
    },
  },
  {
    name: 'a step by hand is put to a person',
    given: planned,
    when: { do: 'claim-step' },
    playbook: (pack) => {
      pack.runbooks['restart'] = {
        id: 'restart',
        title: 'Restart',
        when: [],
        escalateWhen: [],
        steps: [{ id: 'look', title: 'Look at the disk', human: 'IC', instruction: 'Is it full?', again: '10m' }],
      };
    },
    expected: {
      events: [
        {
          type: 'StepChanged',
          index: 0,
          step: { id: 'look', way: 'do', status: 'asked', tries: 0, startedAt: '2026-03-11T14:02:00.000Z' },
          because: 'Look at the disk',
        },
      ],
      outbox: [],
      answer: { visit: 3, index: 0, key: 'INC-1.1.1.0.0', verdict: 'ask-person' },
    },
  },
  {
    name: 'without a plan a decision is needed first',
    given: mitigating,
    when: { do: 'claim-step' },
    expected: { events: [], outbox: [], answer: { visit: 3, verdict: 'choose' } },
  },
  {
    name: 'once mitigated it is superseded',
    given: verified,
    when: { do: 'claim-step' },
    expected: { throws: 'Superseded: INC-1 is at run 1, cycle 1, resolve visit 4; the task belongs to mitigate' },
  },
];
