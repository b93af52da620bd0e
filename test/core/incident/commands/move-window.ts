import type { Example } from '#test/examples';
import { maintenance, opened } from '#test/lives';

const until = '2026-03-11T16:02:00Z';

export const examples: Example[] = [
  {
    name: 'planned work takes longer',
    given: maintenance,
    when: { do: 'move-window', by: 'alice', until, reason: 'the copy is slow' },
    expected: {
      events: [
        { type: 'WindowMoved', until, by: 'alice', because: `planned work ends at ${until}: the copy is slow (alice)` },
      ],
      outbox: [],
    },
  },
  {
    name: 'the same end again changes nothing',
    given: [...maintenance, { do: 'move-window', by: 'alice', until }],
    when: { do: 'move-window', by: 'alice', until },
    expected: { events: [], outbox: [] },
  },
  {
    name: 'an end that has come is not moved',
    given: [...maintenance, { wait: 3600 }, { do: 'time-passed', due: '2026-03-11T15:02:00Z' }],
    when: { do: 'move-window', by: 'alice', until },
    expected: { throws: 'Conflict: INC-1: the end of the planned work has come' },
  },
  {
    name: 'an end in the past is refused',
    given: maintenance,
    when: { do: 'move-window', by: 'alice', until: '2026-03-11T14:01:00Z' },
    expected: { throws: 'Conflict: 2026-03-11T14:01:00Z is past' },
  },
  {
    name: 'an incident that nobody has planned has no window',
    given: opened,
    when: { do: 'move-window', by: 'alice', until },
    expected: { throws: 'Conflict: INC-1 is no planned work' },
  },
];
