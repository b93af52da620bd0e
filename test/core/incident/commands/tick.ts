import type { Pack } from '#core/playbook/pack';
import type { Example } from '#test/examples';
import { closed, opened } from '#test/lives';

const told = (pack: Pack): void => {
  pack.playbook.closure = [{ id: 'told', do: { task: 'lead', text: 'All are told', blocks: 'closed' } }];
};

export const examples: Example[] = [
  {
    name: 'a task is ticked',
    given: opened,
    when: { do: 'tick', by: 'bob', item: 'told' },
    playbook: told,
    expected: {
      events: [{ type: 'ChecklistTicked', item: 'told', by: 'bob', because: '“All are told” ticked by bob' }],
      outbox: [],
    },
  },
  {
    name: 'the last task that holds it closes what is resolved',
    given: closed,
    when: { do: 'tick', by: 'bob', item: 'told' },
    playbook: told,
    expected: {
      events: [
        { type: 'ChecklistTicked', item: 'told', by: 'bob', because: '“All are told” ticked by bob' },
        { type: 'StatusChanged', status: 'closed', because: 'no observation window and no task that holds it left' },
        { type: 'Closed', because: 'no observation window and no task that holds it left' },
      ],
      outbox: ['send incidents: closed/told'],
    },
  },
  {
    name: 'ticked again it changes nothing',
    given: [...opened, { do: 'tick', by: 'bob', item: 'told' }],
    when: { do: 'tick', by: 'alice', item: 'told' },
    playbook: told,
    expected: { events: [], outbox: [] },
  },
  {
    name: 'a task that no rule gives is refused',
    given: opened,
    when: { do: 'tick', by: 'bob', item: 'dance' },
    playbook: told,
    expected: { throws: 'InvalidInput: item: dance is not one of told' },
  },
  {
    name: 'one that is not given yet is refused',
    given: opened,
    when: { do: 'tick', by: 'bob', item: 'told' },
    playbook: (pack) => {
      pack.playbook.closure = [{ id: 'told', on: 'resolved', do: { task: 'lead', text: 'All are told' } }];
    },
    expected: { throws: 'Conflict: told is not given: INC-1 is open' },
  },
];
