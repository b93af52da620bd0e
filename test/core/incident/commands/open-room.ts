import type { Example } from '#test/examples';
import { ended, opened } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'where the playbook wants one it is opened',
    given: opened,
    when: { do: 'open-room' },
    playbook: (pack) => {
      pack.playbook.room = {
        if: { severity: 'SEV1' },
        place: 'incidents',
        name: 'war-{id}',
        private: false,
        invite: ['lead'],
        purpose: 'Room of {ID}',
      };
    },
    expected: {
      events: [{ type: 'Done', key: 'room-opened', because: 'SEV1 has a war room' }],
      outbox: ['send incidents: room-opened/room-opened'],
      answer: { verdict: 'opened' },
    },
  },
  {
    name: 'once a cycle',
    given: [...opened, { do: 'open-room' }],
    when: { do: 'open-room' },
    playbook: (pack) => {
      pack.playbook.room = {
        if: { severity: 'SEV1' },
        place: 'incidents',
        name: 'war-{id}',
        private: false,
        invite: ['lead'],
        purpose: 'Room of {ID}',
      };
    },
    expected: { events: [], outbox: [], answer: { verdict: 'opened' } },
  },
  {
    name: 'a playbook without a war room opens none',
    given: opened,
    when: { do: 'open-room' },
    expected: { events: [], outbox: [], answer: { verdict: 'opened' } },
  },
  {
    name: 'what is over is superseded',
    given: ended,
    when: { do: 'open-room' },
    playbook: (pack) => {
      pack.playbook.room = {
        if: { severity: 'SEV1' },
        place: 'incidents',
        name: 'war-{id}',
        private: false,
        invite: ['lead'],
        purpose: 'Room of {ID}',
      };
    },
    expected: { throws: 'Superseded: INC-1 is at run 1, cycle 1, over visit 1' },
  },
];
