import type { Example } from '#test/examples';
import { assessing, down, mitigating } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'each reading stands under the title of its check',
    given: mitigating,
    when: { do: 'evidence-gathered', readings: down },
    expected: {
      events: [
        {
          type: 'EvidenceGathered',
          readings: [
            { check: 'health', title: 'Health', value: 0, because: 'answers 500' },
            { check: 'errors', title: 'Errors', value: 30, because: 'reads 30' },
          ],
          because: 'Health: answers 500; Errors: reads 30',
        },
      ],
      outbox: [],
      answer: { verdict: 'gathered' },
    },
  },
  {
    name: 'a playbook that reads nothing says so',
    given: mitigating,
    when: { do: 'evidence-gathered', readings: [] },
    expected: {
      events: [{ type: 'EvidenceGathered', readings: [], because: 'no checks to read' }],
      outbox: [],
      answer: { verdict: 'gathered' },
    },
  },
  {
    name: 'a task of another phase is superseded',
    given: assessing,
    when: { do: 'evidence-gathered', readings: down },
    expected: { throws: 'Superseded: INC-1 is at run 1, cycle 1, assess visit 2; the task belongs to mitigate' },
  },
];
