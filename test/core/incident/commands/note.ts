import type { Example } from '#test/examples';
import { ended, opened } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'the text stands on the timeline',
    given: opened,
    when: { do: 'note', by: 'bob', text: 'began with the release' },
    expected: {
      events: [{ type: 'Noted', by: 'bob', text: 'began with the release', because: 'began with the release' }],
      outbox: [],
    },
  },
  {
    name: 'facts are kept by name',
    given: opened,
    when: { do: 'note', by: 'bob', text: 'counted', facts: { users: 40, 'data-lost': false } },
    expected: {
      events: [
        { type: 'Noted', by: 'bob', text: 'counted', because: 'counted' },
        { type: 'FactSet', name: 'users', value: 40, by: 'bob', because: 'Users affected: 40, stated by bob' },
        { type: 'FactSet', name: 'data-lost', value: false, by: 'bob', because: 'Data lost: no, stated by bob' },
      ],
      outbox: [],
    },
  },
  {
    name: 'also after the end',
    given: ended,
    when: { do: 'note', by: 'bob', text: 'it was the load test' },
    expected: {
      events: [{ type: 'Noted', by: 'bob', text: 'it was the load test', because: 'it was the load test' }],
      outbox: [],
    },
  },
];
