import type { Example } from '#test/examples';
import { ended, opened } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'the first messages go by themselves',
    given: opened,
    when: { do: 'tell-audiences' },
    expected: {
      events: [{ type: 'Done', key: 'acted/told/assessed', because: 'assessed as SEV1' }],
      outbox: ['send incidents: assessed/told'],
      answer: { verdict: 'told', visit: 1 },
    },
  },
  {
    name: 'once a cycle',
    given: [...opened, { do: 'tell-audiences' }],
    when: { do: 'tell-audiences' },
    expected: { events: [], outbox: [], answer: { verdict: 'told', visit: 1 } },
  },
  {
    name: 'what is over is superseded',
    given: ended,
    when: { do: 'tell-audiences' },
    expected: { throws: 'Superseded: INC-1 is at run 1, cycle 1, over visit 1' },
  },
];
