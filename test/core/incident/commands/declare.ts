import type { Example } from '#test/examples';
import { pagedAtOnce } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'with a severity: the first pages and messages leave with it',
    given: [],
    when: {
      do: 'declare',
      id: 'INC-1',
      by: 'alice',
      title: 'Shop is slow',
      speed: 1,
      service: 'shop',
      severity: 'SEV1',
      reporter: 'a customer',
    },
    expected: {
      events: [
        {
          type: 'Opened',
          state: {
            id: 'INC-1',
            title: 'Shop is slow',
            severity: 'SEV1',
            severityBecause: 'declared by alice',
            status: 'investigating',
            source: 'manual',
            phase: 'detect',
          },
          because: 'declared by alice',
        },
        { type: 'SeverityConfirmed', severity: 'SEV1', by: 'rule', because: 'declared by alice' },
        { type: 'Done', key: 'acted/opened/opened', because: 'declared by alice' },
        { type: 'Told', place: 'incidents', because: 'declared by alice' },
        ...pagedAtOnce,
      ],
      outbox: [
        'effect {"do":"start-run","run":1}',
        'send incidents: opened/opened',
        'page bob as primary: on call for SEV1, unless acknowledged',
      ],
    },
  },
  {
    name: 'without a severity the playbook says; one that pages nobody notifies its owner',
    given: [],
    when: { do: 'declare', id: 'INC-1', by: 'alice', title: 'Shop is slow', speed: 1 },
    expected: {
      events: [
        {
          type: 'Opened',
          state: {
            id: 'INC-1',
            title: 'Shop is slow',
            severity: 'SEV2',
            severityBecause: 'no detection rule of the playbook applies (playbook.yaml)',
            status: 'investigating',
            source: 'manual',
            phase: 'detect',
          },
          because: 'declared by alice',
        },
        {
          type: 'SeverityConfirmed',
          severity: 'SEV2',
          by: 'rule',
          because: 'no detection rule of the playbook applies (playbook.yaml)',
        },
        {
          type: 'Done',
          key: 'acted/opened/opened',
          because: 'no detection rule of the playbook applies (playbook.yaml)',
        },
        { type: 'Told', place: 'incidents', because: 'no detection rule of the playbook applies (playbook.yaml)' },
        { type: 'Told', place: 'person:alice', because: 'SEV2 pages nobody; its owner is notified (playbook.yaml)' },
      ],
      outbox: [
        'effect {"do":"start-run","run":1}',
        'send incidents: opened/opened',
        'send person:alice: escalated/escalated',
      ],
    },
  },
];
