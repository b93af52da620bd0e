import type { Example } from '#test/examples';
import { maintenance } from '#test/lives';

const [opening] = maintenance;
if (opening === undefined || !('do' in opening)) throw new Error('planned work begins with its opening');

export const examples: Example[] = [
  {
    name: 'who leads it has acknowledged it by that: nobody is woken, the room is told',
    given: [],
    when: opening,
    expected: {
      events: [
        {
          type: 'Opened',
          state: {
            id: 'INC-1',
            title: 'New database',
            severity: 'SEV1',
            severityBecause: 'declared by alice',
            status: 'investigating',
            source: 'maintenance',
            phase: 'detect',
          },
          because: 'planned work, declared in advance by alice',
        },
        { type: 'SeverityConfirmed', severity: 'SEV1', by: 'rule', because: 'declared by alice' },
        { type: 'Done', key: 'acted/opened/opened', because: 'declared by alice' },
        { type: 'Told', place: 'incidents', because: 'declared by alice' },
        { type: 'Acknowledged', by: 'alice', roles: ['IC'], because: 'alice leads the planned work' },
        {
          type: 'RoleAssigned',
          role: 'IC',
          person: 'alice',
          because: 'taken by the first to acknowledge (playbook.yaml)',
        },
      ],
      outbox: [
        'effect {"do":"start-run","run":1}',
        'send incidents: opened/opened',
        'alerts acknowledge',
        'send incidents: acknowledged/told',
      ],
    },
  },
];
