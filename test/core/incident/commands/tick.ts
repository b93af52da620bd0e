import type { Example } from '#test/examples';
import { closed, opened } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'an item is ticked',
    given: opened,
    when: { do: 'tick', by: 'bob', item: 'told' },
    playbook: (pack) => {
      pack.playbook.closure.checklist = [{ id: 'told', text: 'All are told', optional: false }];
    },
    expected: { events: [{ type: 'ChecklistTicked', item: 'told', by: 'bob', because: 'ticked by bob' }], outbox: [] },
  },
  {
    name: 'the last open item closes what is resolved',
    given: closed,
    when: { do: 'tick', by: 'bob', item: 'told' },
    playbook: (pack) => {
      pack.playbook.closure.checklist = [{ id: 'told', text: 'All are told', optional: false }];
    },
    expected: {
      events: [
        { type: 'ChecklistTicked', item: 'told', by: 'bob', because: 'ticked by bob' },
        { type: 'Closed', because: 'no observation window and no open checklist item left (playbook.yaml)' },
      ],
      outbox: ['send incidents: closed/told'],
    },
  },
  {
    name: 'ticked again it changes nothing',
    given: [...opened, { do: 'tick', by: 'bob', item: 'told' }],
    when: { do: 'tick', by: 'alice', item: 'told' },
    playbook: (pack) => {
      pack.playbook.closure.checklist = [{ id: 'told', text: 'All are told', optional: false }];
    },
    expected: { events: [], outbox: [] },
  },
  {
    name: 'an item that no checklist has is refused',
    given: opened,
    when: { do: 'tick', by: 'bob', item: 'dance' },
    playbook: (pack) => {
      pack.playbook.closure.checklist = [{ id: 'told', text: 'All are told', optional: false }];
    },
    expected: { throws: 'InvalidInput: item: dance is not one of told' },
  },
];
