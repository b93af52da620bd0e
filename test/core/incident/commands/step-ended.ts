import type { Example } from '#test/examples';
import { claimed, resolving, running } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'the last one done: mitigated, verification is next',
    given: running,
    when: { do: 'step-ended', index: 0, outcome: 'done', output: 'exit 0' },
    expected: {
      events: [
        {
          type: 'StepChanged',
          index: 0,
          step: {
            id: 'restart',
            way: 'do',
            status: 'done',
            tries: 0,
            startedAt: '2026-03-11T14:02:00.000Z',
            target: 'http:shop/restart',
            handle: 'job-7',
            output: 'exit 0',
          },
          because: 'exit 0',
        },
        { type: 'PlanEnded', outcome: 'mitigated', because: 'all steps done' },
        { type: 'PhaseEntered', phase: 'resolve', jump: false, because: 'mitigated' },
      ],
      outbox: [],
      answer: { visit: 4, verdict: 'mitigated' },
    },
  },
  {
    name: 'failed: the status goes back and a new decision is needed',
    given: running,
    when: { do: 'step-ended', index: 0, outcome: 'failed', output: 'exit 1' },
    expected: {
      events: [
        {
          type: 'StepChanged',
          index: 0,
          step: {
            id: 'restart',
            way: 'do',
            status: 'failed',
            tries: 0,
            startedAt: '2026-03-11T14:02:00.000Z',
            target: 'http:shop/restart',
            handle: 'job-7',
            output: 'exit 1',
          },
          because: 'exit 1',
        },
        { type: 'PlanEnded', outcome: 'failed', because: 'exit 1' },
        { type: 'StatusChanged', status: 'investigating', because: 'the attempt failed: exit 1' },
      ],
      outbox: ['send incidents: attempt-failed/told'],
      answer: { visit: 3, verdict: 'choose' },
    },
  },
  {
    name: 'a later step failed: the rest is skipped and what was done is undone',
    given: [...claimed, { do: 'step-ended', index: 0, outcome: 'done', output: 'drained' }, { do: 'claim-step' }],
    when: { do: 'step-ended', index: 1, outcome: 'failed', output: 'exit 1' },
    playbook: (pack) => {
      const act = { kind: 'http' as const, base: 'shop', path: '/x', parameters: {} };
      pack.runbooks['restart'] = {
        id: 'restart',
        title: 'Restart',
        when: [],
        escalateWhen: [],
        steps: [
          { id: 'drain', title: 'Drain', act, timeout: '5m', destructive: false, undo: act },
          { id: 'restart', title: 'Restart', act, timeout: '5m', destructive: false },
          { id: 'fill', title: 'Fill', act, timeout: '5m', destructive: false },
        ],
      };
    },
    expected: {
      events: [
        {
          type: 'StepChanged',
          index: 1,
          step: {
            id: 'restart',
            way: 'do',
            status: 'failed',
            tries: 0,
            startedAt: '2026-03-11T14:02:00.000Z',
            target: 'http:shop/x',
            output: 'exit 1',
          },
          because: 'exit 1',
        },
        {
          type: 'StepChanged',
          index: 2,
          step: { id: 'fill', way: 'do', status: 'skipped', tries: 0 },
          because: 'not reached',
        },
        {
          type: 'UndoPlanned',
          steps: [{ id: 'drain', way: 'undo', status: 'waiting', tries: 0 }],
          because: 'a later step failed: what was done is undone, last first',
        },
      ],
      outbox: [],
      answer: { visit: 3, verdict: 'next' },
    },
  },
  {
    name: 'an unknown outcome is put to a person',
    given: running,
    when: { do: 'step-ended', index: 0, outcome: 'unknown', output: 'no answer' },
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
            handle: 'job-7',
            output: 'no answer',
          },
          because: 'outcome unclear: no answer',
        },
      ],
      outbox: [],
      answer: { visit: 3, verdict: 'ask-person' },
    },
  },
  {
    name: 'said again of a step that ended it changes nothing',
    given: [...claimed, { do: 'step-ended', index: 0, outcome: 'done', output: 'drained' }],
    when: { do: 'step-ended', index: 0, outcome: 'failed', output: 'exit 1' },
    playbook: (pack) => {
      const act = { kind: 'http' as const, base: 'shop', path: '/x', parameters: {} };
      pack.runbooks['restart'] = {
        id: 'restart',
        title: 'Restart',
        when: [],
        escalateWhen: [],
        steps: [
          { id: 'drain', title: 'Drain', act, timeout: '5m', destructive: false, undo: act },
          { id: 'restart', title: 'Restart', act, timeout: '5m', destructive: false },
          { id: 'fill', title: 'Fill', act, timeout: '5m', destructive: false },
        ],
      };
    },
    expected: { events: [], outbox: [], answer: { visit: 3, verdict: 'next' } },
  },
  {
    name: 'once mitigated it is superseded',
    given: resolving,
    when: { do: 'step-ended', index: 0, outcome: 'done', output: 'exit 0' },
    expected: { throws: 'Superseded: INC-1 is at run 1, cycle 1, resolve visit 4; the task belongs to mitigate' },
  },
];
