import type { Example } from '#test/examples';
import { assessing, down, low, mitigating, opened, unread, well } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'the count raises what an alarm rated lower, and pages at once',
    given: [...low, { do: 'snapshot-taken', readings: down }],
    when: { do: 'rate-severity' },
    expected: {
      events: [
        {
          type: 'SeverityRated',
          severity: 'SEV1',
          by: 'count',
          because: '2 of 2 components down: Health, Errors (playbook.yaml)',
        },
        {
          type: 'RuleActed',
          rule: 'first',
          start: 'epoch-1',
          n: 1,
          page: ['primary'],
          tell: [],
          due: '2026-03-11T14:02:00.000Z',
          because: 'rule first: at once (playbook.yaml)',
        },
        {
          type: 'PageQueued',
          target: 'primary',
          person: 'bob',
          rule: 'first',
          because: 'rule first: at once (playbook.yaml)',
        },
        { type: 'PhaseEntered', phase: 'mitigate', jump: false, because: 'assessed' },
      ],
      outbox: ['send incidents: severity-changed/told', 'page bob as primary: on call for SEV1, unless acknowledged'],
      answer: { verdict: 'assessed', visit: 3 },
    },
  },
  {
    name: 'a count of the same severity confirms it',
    given: assessing,
    when: { do: 'rate-severity' },
    expected: {
      events: [
        {
          type: 'SeverityConfirmed',
          severity: 'SEV1',
          by: 'count',
          because: '2 of 2 components down: Health, Errors (playbook.yaml)',
        },
        { type: 'PhaseEntered', phase: 'mitigate', jump: false, because: 'assessed' },
      ],
      outbox: [],
      answer: { verdict: 'assessed', visit: 3 },
    },
  },
  {
    name: 'a lower count is on the record, and what stands is kept',
    given: [...opened, { do: 'snapshot-taken', readings: well }],
    when: { do: 'rate-severity' },
    playbook: (pack) => {
      pack.playbook.triage.count = {
        of: ['health'],
        bands: [
          { atLeast: 1, severity: 'SEV1' },
          { atLeast: 0, severity: 'SEV2' },
        ],
      };
    },
    expected: {
      events: [
        {
          type: 'SeverityKept',
          severity: 'SEV1',
          counted: 'SEV2',
          because: 'SEV1 kept, the count alone would be SEV2: 0 of 1 components down (playbook.yaml)',
        },
        { type: 'PhaseEntered', phase: 'mitigate', jump: false, because: 'assessed' },
      ],
      outbox: [],
      answer: { verdict: 'assessed', visit: 3 },
    },
  },
  {
    name: 'nothing could be read: what stands is kept',
    given: [...opened, { do: 'snapshot-taken', readings: unread }],
    when: { do: 'rate-severity' },
    expected: {
      events: [{ type: 'PhaseEntered', phase: 'mitigate', jump: false, because: 'assessed' }],
      outbox: [],
      answer: { verdict: 'assessed', visit: 3 },
    },
  },
  {
    name: 'a person is asked where the playbook wants that',
    given: assessing,
    when: { do: 'rate-severity' },
    playbook: (pack) => {
      pack.playbook.triage.confirm = { ask: 'lead', again: '10m' };
    },
    expected: {
      events: [
        {
          type: 'SeverityConfirmed',
          severity: 'SEV1',
          by: 'count',
          because: '2 of 2 components down: Health, Errors (playbook.yaml)',
        },
        {
          type: 'QuestionAsked',
          question: {
            id: 'severity-1-10',
            slot: 'severity',
            text: 'Is SEV1 the right severity?',
            ask: 'lead',
            options: [
              { id: 'SEV1', title: 'SEV1 Critical' },
              { id: 'SEV2', title: 'SEV2 Low' },
            ],
            askedAt: '2026-03-11T14:02:00.000Z',
            times: 1,
            lastAt: '2026-03-11T14:02:00.000Z',
            again: 600,
          },
          because: 'the playbook asks a person to confirm the severity',
        },
        { type: 'Told', place: 'person:alice', because: 'the playbook asks a person to confirm the severity' },
      ],
      outbox: ['send person:alice: question-asked/question-asked'],
      answer: { verdict: 'ask-person', visit: 3 },
    },
  },
  {
    name: 'once assessed it is superseded',
    given: mitigating,
    when: { do: 'rate-severity' },
    expected: { throws: 'Superseded: INC-1 is at run 1, cycle 1, mitigate visit 3; the task belongs to assess' },
  },
];
