import type { Example } from '#test/examples';
import { closed, opened } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'a severity that is reviewed goes on to its review',
    given: closed,
    when: { do: 'report-written' },
    expected: {
      events: [{ type: 'ReportWritten', because: 'report written from the timeline' }],
      outbox: [],
      answer: { verdict: 'review', visit: 5 },
    },
  },
  {
    name: 'one that is not ends the lifecycle',
    given: closed,
    when: { do: 'report-written' },
    playbook: (pack) => {
      pack.playbook.meeting = undefined;
    },
    expected: {
      events: [{ type: 'PhaseEntered', phase: 'over', jump: false, because: 'SEV1 is not reviewed' }],
      outbox: [],
      answer: { verdict: 'none', visit: 6 },
    },
  },
  {
    name: 'a task of another phase is superseded',
    given: opened,
    when: { do: 'report-written' },
    expected: { throws: 'Superseded: INC-1 is at run 1, cycle 1, detect visit 1; the task belongs to post-mortem' },
  },
];
