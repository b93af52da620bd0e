import type { Example } from '#test/examples';
import { asked, ended, opened, verifying } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'a false alarm ends it at once and tells where the opening was told',
    given: opened,
    when: { do: 'resolve', by: 'alice', as: 'false-alarm', reason: 'a load test' },
    expected: {
      events: [
        { type: 'StatusChanged', status: 'resolved', because: 'a load test (alice)' },
        { type: 'Ended', as: 'false-alarm', because: 'a load test (alice)' },
        { type: 'Done', key: 'acted/told/ended', because: 'a load test (alice)' },
      ],
      outbox: ['send incidents: ended/told', 'alerts resolve', 'effect {"do":"supersede"}'],
    },
  },
  {
    name: 'a duplicate names the incident that it repeats',
    given: opened,
    when: { do: 'resolve', by: 'alice', as: 'duplicate', of: 'INC-0', reason: 'the same outage' },
    expected: {
      events: [
        { type: 'StatusChanged', status: 'resolved', because: 'the same outage (alice)' },
        { type: 'Ended', as: 'duplicate', of: 'INC-0', because: 'the same outage (alice)' },
        { type: 'Done', key: 'acted/told/ended', because: 'the same outage (alice)' },
      ],
      outbox: ['send incidents: ended/told', 'alerts resolve', 'effect {"do":"supersede"}'],
    },
  },
  {
    name: 'reported as fixed: the open question is withdrawn and verification starts',
    given: asked,
    when: { do: 'resolve', by: 'alice', as: 'fixed', reason: 'it was the disk' },
    expected: {
      events: [
        {
          type: 'FixReported',
          by: 'alice',
          reason: 'it was the disk',
          because: 'reported as fixed, verification starts: it was the disk (alice)',
        },
        { type: 'PhaseEntered', phase: 'resolve', jump: true, because: 'it was the disk (alice)' },
        { type: 'QuestionWithdrawn', question: 'choice-1-11', because: 'it was the disk (alice)' },
        {
          type: 'VerificationBegun',
          until: '2026-03-11T14:03:00Z',
          because: 'first measurement after 1 min (playbook.yaml)',
        },
      ],
      outbox: ['effect {"do":"supersede"}'],
    },
  },
  {
    name: 'reported as fixed while it is being verified it changes nothing',
    given: verifying,
    when: { do: 'resolve', by: 'alice', as: 'fixed', reason: 'it was the disk' },
    expected: { events: [], outbox: [] },
  },
  {
    name: 'what has ended cannot end again',
    given: ended,
    when: { do: 'resolve', by: 'alice', as: 'recovered', reason: 'gone' },
    expected: { throws: 'Conflict: INC-1 is already ended' },
  },
];
