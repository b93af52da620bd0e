import type { Example } from '#test/examples';
import { alarm, pagedAtOnce } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'rated by its own value, with the place of the rule; what is due at once is done',
    given: [],
    when: { do: 'open-by-signal', id: 'INC-2', signal: alarm(23), speed: 1, previous: 'INC-1' },
    expected: {
      events: [
        {
          type: 'Opened',
          state: {
            id: 'INC-2',
            title: 'Errors: Shop',
            severity: 'SEV1',
            severityBecause: 'Errors: 23 > 20 (playbook.yaml)',
            status: 'investigating',
            source: 'cloudwatch',
            phase: 'detect',
          },
          because: 'cloudwatch: 23 % of requests fail',
        },
        { type: 'Linked', previous: 'INC-1', because: 'the same signal opened INC-1 before' },
        { type: 'SeverityConfirmed', severity: 'SEV1', by: 'rule', because: 'Errors: 23 > 20 (playbook.yaml)' },
        { type: 'Done', key: 'acted/opened/opened', because: 'Errors: 23 > 20 (playbook.yaml)' },
        { type: 'Told', place: 'incidents', because: 'Errors: 23 > 20 (playbook.yaml)' },
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
    name: 'a lower value is the lower severity of its rule',
    given: [],
    when: { do: 'open-by-signal', id: 'INC-1', signal: alarm(7), speed: 1 },
    expected: {
      events: [
        {
          type: 'Opened',
          state: {
            id: 'INC-1',
            title: 'Errors: Shop',
            severity: 'SEV2',
            severityBecause: 'Errors: 7 (playbook.yaml)',
            status: 'investigating',
            source: 'cloudwatch',
            phase: 'detect',
          },
          because: 'cloudwatch: 7 % of requests fail',
        },
        { type: 'SeverityConfirmed', severity: 'SEV2', by: 'rule', because: 'Errors: 7 (playbook.yaml)' },
        { type: 'Done', key: 'acted/opened/opened', because: 'Errors: 7 (playbook.yaml)' },
        { type: 'Told', place: 'incidents', because: 'Errors: 7 (playbook.yaml)' },
        { type: 'Told', place: 'person:alice', because: 'SEV2 pages nobody; its owner is notified (playbook.yaml)' },
      ],
      outbox: [
        'effect {"do":"start-run","run":1}',
        'send incidents: opened/opened',
        'send person:alice: escalated/escalated',
      ],
    },
  },
  {
    name: 'one that recovered before it opened goes straight to verification',
    given: [],
    when: { do: 'open-by-signal', id: 'INC-1', signal: alarm(23), speed: 1, recoveredAt: '2026-03-11T14:03:00Z' },
    expected: {
      events: [
        {
          type: 'Opened',
          state: {
            id: 'INC-1',
            title: 'Errors: Shop',
            severity: 'SEV1',
            severityBecause: 'Errors: 23 > 20 (playbook.yaml)',
            status: 'investigating',
            source: 'cloudwatch',
            phase: 'detect',
          },
          because: 'cloudwatch: 23 % of requests fail',
        },
        { type: 'SeverityConfirmed', severity: 'SEV1', by: 'rule', because: 'Errors: 23 > 20 (playbook.yaml)' },
        { type: 'Done', key: 'acted/opened/opened', because: 'Errors: 23 > 20 (playbook.yaml)' },
        { type: 'Told', place: 'incidents', because: 'Errors: 23 > 20 (playbook.yaml)' },
        {
          type: 'SignalRecovered',
          key: 'errors',
          title: 'Errors',
          signalAt: '2026-03-11T14:03:00Z',
          because: 'its recovery arrived before its firing',
        },
        {
          type: 'SignalsCleared',
          because: 'all signals have recovered: recovered before the incident opened (playbook.yaml)',
        },
        {
          type: 'PhaseEntered',
          phase: 'resolve',
          jump: true,
          because: 'all signals have recovered: recovered before the incident opened (playbook.yaml)',
        },
        ...pagedAtOnce,
      ],
      outbox: [
        'effect {"do":"start-run","run":1}',
        'send incidents: opened/opened',
        'effect {"do":"supersede"}',
        'page bob as primary: on call for SEV1, unless acknowledged',
      ],
    },
  },
];
