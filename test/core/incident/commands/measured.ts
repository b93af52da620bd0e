import type { Example } from '#test/examples';
import { almostStable, down, mitigating, unread, verified, verifying, well } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'the first that passes is verified, and the stability loop begins',
    given: verifying,
    when: { do: 'measured', n: 0, readings: well },
    expected: {
      events: [
        {
          type: 'Measured',
          n: 0,
          readings: [
            { check: 'health', title: 'Health', value: 1, because: 'answers 200' },
            { check: 'errors', title: 'Errors', value: 0.5, because: 'reads 0.5' },
          ],
          pass: true,
          judged: 'verify',
          passes: 0,
          mode: 'stability',
          until: '2026-03-11T14:03:00Z',
          loopFrom: '2026-03-11T14:02:00Z',
          loop: 1,
          because: 'Health 1; Errors 0.5 (playbook.yaml)',
        },
        { type: 'StatusChanged', status: 'monitoring', because: 'Health 1; Errors 0.5 (playbook.yaml)' },
      ],
      outbox: ['send incidents: verified/told'],
      answer: { verdict: 'again', until: '2026-03-11T14:03:00Z', n: 1, visit: 4 },
    },
  },
  {
    name: 'the first that fails goes back to mitigation',
    given: verifying,
    when: { do: 'measured', n: 0, readings: down },
    expected: {
      events: [
        {
          type: 'Measured',
          n: 0,
          readings: [
            { check: 'health', title: 'Health', value: 0, because: 'answers 500' },
            { check: 'errors', title: 'Errors', value: 30, because: 'reads 30' },
          ],
          pass: false,
          judged: 'verify',
          passes: 0,
          mode: 'verify',
          until: '2026-03-11T14:03:00Z',
          loop: 0,
          because: 'Health 0 (not ≥ 1); Errors 30 (not < 2) (playbook.yaml)',
        },
        {
          type: 'PlanEnded',
          outcome: 'failed-verification',
          because: 'verification failed: Health 0 (not ≥ 1); Errors 30 (not < 2) (playbook.yaml)',
        },
        {
          type: 'StatusChanged',
          status: 'investigating',
          because: 'verification failed: Health 0 (not ≥ 1); Errors 30 (not < 2) (playbook.yaml)',
        },
        { type: 'PhaseEntered', phase: 'mitigate', jump: false, because: 'verification failed' },
      ],
      outbox: ['send incidents: verification-failed/told'],
      answer: { verdict: 'failed', until: '2026-03-11T14:02:00.000Z', n: 0, visit: 5 },
    },
  },
  {
    name: 'what cannot be read never passes',
    given: verifying,
    when: { do: 'measured', n: 0, readings: unread },
    expected: {
      events: [
        {
          type: 'Measured',
          n: 0,
          readings: [
            { check: 'health', title: 'Health', value: null, because: 'no answer' },
            { check: 'errors', title: 'Errors', value: null, because: 'no answer' },
          ],
          pass: false,
          judged: 'verify',
          passes: 0,
          mode: 'verify',
          until: '2026-03-11T14:03:00Z',
          loop: 0,
          because: 'Health could not be read: no answer; Errors could not be read: no answer (playbook.yaml)',
        },
        {
          type: 'PlanEnded',
          outcome: 'failed-verification',
          because:
            'verification failed: Health could not be read: no answer; Errors could not be read: no answer (playbook.yaml)',
        },
        {
          type: 'StatusChanged',
          status: 'investigating',
          because:
            'verification failed: Health could not be read: no answer; Errors could not be read: no answer (playbook.yaml)',
        },
        { type: 'PhaseEntered', phase: 'mitigate', jump: false, because: 'verification failed' },
      ],
      outbox: ['send incidents: verification-failed/told'],
      answer: { verdict: 'failed', until: '2026-03-11T14:02:00.000Z', n: 0, visit: 5 },
    },
  },
  {
    name: 'a bad moment in the loop resets the count',
    given: [...verified, { do: 'measured', n: 1, readings: well }],
    when: { do: 'measured', n: 2, readings: down },
    expected: {
      events: [
        {
          type: 'Measured',
          n: 2,
          readings: [
            { check: 'health', title: 'Health', value: 0, because: 'answers 500' },
            { check: 'errors', title: 'Errors', value: 30, because: 'reads 30' },
          ],
          pass: false,
          judged: 'stability',
          passes: 0,
          mode: 'stability',
          until: '2026-03-11T14:05:00Z',
          loopFrom: '2026-03-11T14:02:00Z',
          loop: 1,
          because: 'Health 0 (not ≥ 1); Errors 30 (not < 2) (playbook.yaml)',
        },
      ],
      outbox: [],
      answer: { verdict: 'again', until: '2026-03-11T14:05:00Z', n: 3, visit: 4 },
    },
  },
  {
    name: 'the last pass in a row resolves, and closes where nothing is observed',
    given: almostStable,
    when: { do: 'measured', n: 5, readings: well },
    expected: {
      events: [
        {
          type: 'Measured',
          n: 5,
          readings: [
            { check: 'health', title: 'Health', value: 1, because: 'answers 200' },
            { check: 'errors', title: 'Errors', value: 0.5, because: 'reads 0.5' },
          ],
          pass: true,
          judged: 'stability',
          passes: 5,
          mode: 'stability',
          until: '2026-03-11T14:08:00Z',
          loopFrom: '2026-03-11T14:02:00Z',
          loop: 1,
          because: 'Health 1; Errors 0.5 (playbook.yaml)',
        },
        { type: 'PlanEnded', outcome: 'verified', because: '5 passes in a row (playbook.yaml)' },
        { type: 'StatusChanged', status: 'resolved', because: '5 passes in a row (playbook.yaml)' },
        { type: 'Resolved', because: '5 passes in a row (playbook.yaml)' },
        {
          type: 'Done',
          key: 'acted/told/resolved',
          because: '5 passes in a row (playbook.yaml)',
        },
        { type: 'PhaseEntered', phase: 'post-mortem', jump: false, because: '5 passes in a row (playbook.yaml)' },
        {
          type: 'UpdateDue',
          key: 'final-due/board',
          audience: 'board',
          update: 'final',
          writer: '#incidents',
          because: 'final update to the board is due within 2h',
        },
        { type: 'StatusChanged', status: 'closed', because: 'no observation window and no task that holds it left' },
        { type: 'Closed', because: 'no observation window and no task that holds it left' },
      ],
      outbox: [
        'send incidents: resolved/told',
        'alerts resolve',
        'effect {"do":"answer","slot":"resolution","output":{"verdict":"resolved"}}',
        'effect {"do":"metrics","values":[{"name":"detection","seconds":0},{"name":"duration","seconds":0}],"severity":"SEV1"}',
        'send incidents: update-due/update-due',
        'send incidents: closed/told',
      ],
      answer: { verdict: 'resolved', until: '2026-03-11T14:02:00.000Z', n: 0, visit: 5 },
    },
  },
  {
    name: 'the loop ends without enough of them: it starts again as often as the playbook says',
    given: [
      ...verified,
      ...Array.from({ length: 9 }, (_, n) => ({ do: 'measured' as const, n: n + 1, readings: down })),
    ],
    when: { do: 'measured', n: 10, readings: down },
    playbook: (pack) => {
      if (pack.playbook.verification.stability !== undefined) pack.playbook.verification.stability.restarts = 1;
    },
    expected: {
      events: [
        {
          type: 'Measured',
          n: 10,
          readings: [
            { check: 'health', title: 'Health', value: 0, because: 'answers 500' },
            { check: 'errors', title: 'Errors', value: 30, because: 'reads 30' },
          ],
          pass: false,
          judged: 'stability',
          passes: 0,
          mode: 'stability',
          until: '2026-03-11T14:13:00Z',
          loopFrom: '2026-03-11T14:02:00Z',
          loop: 1,
          because: 'Health 0 (not ≥ 1); Errors 30 (not < 2) (playbook.yaml)',
        },
        {
          type: 'StabilityRestarted',
          until: '2026-03-11T14:03:00Z',
          loopFrom: '2026-03-11T14:02:00Z',
          loop: 2,
          because: 'no 5 passes in a row within 10m (playbook.yaml)',
        },
      ],
      outbox: ['send incidents: unstable/told'],
      answer: { verdict: 'again', until: '2026-03-11T14:03:00Z', n: 11, visit: 4 },
    },
  },
  {
    name: 'then the person in charge is paged and decides',
    given: [
      ...verified,
      ...Array.from({ length: 9 }, (_, n) => ({ do: 'measured' as const, n: n + 1, readings: down })),
    ],
    when: { do: 'measured', n: 10, readings: down },
    expected: {
      events: [
        {
          type: 'Measured',
          n: 10,
          readings: [
            { check: 'health', title: 'Health', value: 0, because: 'answers 500' },
            { check: 'errors', title: 'Errors', value: 30, because: 'reads 30' },
          ],
          pass: false,
          judged: 'stability',
          passes: 0,
          mode: 'stability',
          until: '2026-03-11T14:13:00Z',
          loopFrom: '2026-03-11T14:02:00Z',
          loop: 1,
          because: 'Health 0 (not ≥ 1); Errors 30 (not < 2) (playbook.yaml)',
        },
        { type: 'Exhausted', because: 'no 5 passes in a row within 10m (playbook.yaml)' },
        {
          type: 'NobodyOnCall',
          target: 'IC',
          because: 'nobody is on call for IC; no 5 passes in a row within 10m (playbook.yaml)',
        },
        {
          type: 'PageQueued',
          target: 'lead',
          person: 'alice',
          rule: 'exhausted',
          because: 'no 5 passes in a row within 10m (playbook.yaml)',
        },
      ],
      outbox: ['send incidents: unstable/told', 'page alice as lead: nobody on call for IC, unless resolved'],
      answer: { verdict: 'exhausted', until: '2026-03-11T14:02:00.000Z', n: 0, visit: 4 },
    },
  },
  {
    name: 'a measurement that was judged before changes nothing',
    given: verified,
    when: { do: 'measured', n: 0, readings: down },
    expected: { events: [], outbox: [], answer: { verdict: 'again', until: '2026-03-11T14:03:00Z', n: 1, visit: 4 } },
  },
  {
    name: 'a task of another phase is superseded',
    given: mitigating,
    when: { do: 'measured', n: 0, readings: well },
    expected: { throws: 'Superseded: INC-1 is at run 1, cycle 1, mitigate visit 3; the task belongs to resolve' },
  },
];
