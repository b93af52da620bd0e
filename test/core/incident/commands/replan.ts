import type { Example } from '#test/examples';
import { opened } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'nothing happens and nobody is told: the store writes what is due anew',
    given: opened,
    when: { do: 'replan' },
    expected: { events: [], outbox: [] },
  },
];
