import type { Example } from '#test/examples';
import { exhausted, mitigating, resolving, verified } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'the first measurement is due after the playbook waits',
    given: resolving,
    when: { do: 'begin-verification' },
    expected: {
      events: [
        {
          type: 'VerificationBegun',
          until: '2026-03-11T14:03:00Z',
          because: 'first measurement after 1 min (playbook.yaml)',
        },
      ],
      outbox: [],
      answer: { verdict: 'again', until: '2026-03-11T14:03:00Z', n: 0 },
    },
  },
  {
    name: 'a recovered run goes on where the last one stood',
    given: verified,
    when: { do: 'begin-verification' },
    expected: { events: [], outbox: [], answer: { verdict: 'again', until: '2026-03-11T14:03:00Z', n: 1 } },
  },
  {
    name: 'an exhausted one begins anew',
    given: exhausted,
    when: { do: 'begin-verification' },
    expected: {
      events: [
        {
          type: 'VerificationBegun',
          until: '2026-03-11T14:03:00Z',
          because: 'first measurement after 1 min (playbook.yaml)',
        },
      ],
      outbox: [],
      answer: { verdict: 'again', until: '2026-03-11T14:03:00Z', n: 11 },
    },
  },
  {
    name: 'a task of another phase is superseded',
    given: mitigating,
    when: { do: 'begin-verification' },
    expected: { throws: 'Superseded: INC-1 is at run 1, cycle 1, mitigate visit 3; the task belongs to resolve' },
  },
];
