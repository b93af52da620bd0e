import type { Example } from '#test/examples';
import { assessing, down, opened } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'each reading stands under the title of its check; assess is next',
    given: opened,
    when: { do: 'snapshot-taken', readings: down },
    expected: {
      events: [
        {
          type: 'SnapshotTaken',
          readings: [
            { check: 'health', title: 'Health', value: 0, because: 'answers 500' },
            { check: 'errors', title: 'Errors', value: 30, because: 'reads 30' },
          ],
          because: 'Health: answers 500; Errors: reads 30',
        },
        { type: 'PhaseEntered', phase: 'assess', jump: false, because: 'snapshot taken' },
      ],
      outbox: [],
      answer: { verdict: 'detected', visit: 2 },
    },
  },
  {
    name: 'a playbook without triage checks goes on all the same',
    given: opened,
    when: { do: 'snapshot-taken', readings: [] },
    expected: {
      events: [
        { type: 'SnapshotTaken', readings: [], because: 'no checks to read' },
        { type: 'PhaseEntered', phase: 'assess', jump: false, because: 'snapshot taken' },
      ],
      outbox: [],
      answer: { verdict: 'detected', visit: 2 },
    },
  },
  {
    name: 'a task of a visit that is over is superseded',
    given: assessing,
    when: { do: 'snapshot-taken', readings: down, visit: 1 },
    expected: {
      throws: 'Superseded: INC-1 is at run 1, cycle 1, assess visit 2; the task is at run 1, cycle 1, visit 1',
    },
  },
  {
    name: 'a task of an older run is superseded',
    given: [...opened, { do: 'run-died', run: 1, how: 'failed' }],
    when: { do: 'snapshot-taken', readings: down, run: 1 },
    expected: {
      throws: 'Superseded: INC-1 is at run 2, cycle 1, detect visit 1; the task is at run 1, cycle 1, visit 1',
    },
  },
];
