import type { Example } from '#test/examples';
import { closed, opened } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'goes to the places of its audience; its cadence starts anew',
    given: opened,
    when: { do: 'update', by: 'bob', audience: 'team', what: 'update', fields: { news: 'we roll back' } },
    expected: {
      events: [
        { type: 'UpdateSent', audience: 'team', update: 'update', by: 'bob', because: 'update by bob (playbook.yaml)' },
      ],
      outbox: ['send incidents: update-due/update'],
    },
  },
  {
    name: 'a final update after the end uses its own template',
    given: closed,
    when: { do: 'update', by: 'bob', audience: 'team', what: 'final', fields: { news: 'over' } },
    expected: {
      events: [
        { type: 'UpdateSent', audience: 'team', update: 'final', by: 'bob', because: 'final by bob (playbook.yaml)' },
      ],
      outbox: ['send incidents: update-due/told'],
    },
  },
  {
    name: 'an audience that the playbook does not have is refused',
    given: opened,
    when: { do: 'update', by: 'bob', audience: 'press', what: 'update', fields: {} },
    expected: { throws: 'InvalidInput: audience: press is not one of team, board' },
  },
];
