import type { Example } from '#test/examples';
import { opened } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'the first accepted message ends the communication time',
    given: opened,
    when: { do: 'public-told', at: '2026-03-11T14:03:00Z', place: 'status' },
    expected: {
      events: [
        {
          type: 'PublicTold',
          toldAt: '2026-03-11T14:03:00Z',
          because: 'the public was told at 2026-03-11T14:03:00Z by status',
        },
      ],
      outbox: [],
    },
  },
];
