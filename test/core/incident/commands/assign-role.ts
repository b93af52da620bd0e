import type { Example } from '#test/examples';
import { acknowledged, opened } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'a role of the playbook is given to a person',
    given: opened,
    when: { do: 'assign-role', by: 'alice', role: 'CL', person: 'bob' },
    expected: {
      events: [{ type: 'RoleAssigned', role: 'CL', person: 'bob', because: 'assigned by alice' }],
      outbox: [],
    },
  },
  {
    name: 'given to its holder it changes nothing',
    given: acknowledged,
    when: { do: 'assign-role', by: 'alice', role: 'IC', person: 'bob' },
    expected: { events: [], outbox: [] },
  },
  {
    name: 'a role that the playbook does not have is refused',
    given: opened,
    when: { do: 'assign-role', by: 'alice', role: 'XX', person: 'bob' },
    expected: { throws: 'InvalidInput: role: XX is not one of IC, CL' },
  },
];
