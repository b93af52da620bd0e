import type { Example } from '#test/examples';
import { asked, claimed, exhausted, planned, reviewAsked } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'the choice becomes a plan: status and messages follow, and the machine that waits is woken',
    given: asked,
    when: { do: 'answer', by: 'alice', question: 'resolution-type', option: 'restart', reason: 'the last release' },
    expected: {
      events: [
        {
          type: 'DecisionMade',
          question: 'choice',
          option: 'restart',
          by: 'alice',
          reason: 'the last release',
          because: 'restart chosen by alice: the last release',
        },
        {
          type: 'PlanMade',
          plan: {
            attempt: 1,
            option: 'restart',
            runbook: 'restart',
            chosenBy: 'alice',
            steps: [{ id: 'restart', way: 'do', status: 'waiting', tries: 0 }],
            outcome: 'running',
          },
          because: 'Restart, chosen by alice (playbook.yaml)',
        },
        { type: 'StatusChanged', status: 'fixing', because: 'Restart, chosen by alice (playbook.yaml)' },
        { type: 'Told', place: 'status', because: 'Restart, chosen by alice (playbook.yaml)' },
      ],
      outbox: [
        'send status: mitigation-started/status',
        'effect {"do":"answer","slot":"choice","output":{"verdict":"restart"}}',
      ],
    },
  },
  {
    name: 'measure again: an exhausted verification begins anew',
    given: [...exhausted, { do: 'ask', slot: 'what-next' }],
    when: { do: 'answer', by: 'alice', question: 'stability', option: 'measure' },
    expected: {
      events: [
        {
          type: 'DecisionMade',
          question: 'what-next',
          option: 'measure',
          by: 'alice',
          because: 'measure chosen by alice',
        },
        { type: 'VerificationBegun', until: '2026-03-11T14:03:00Z', because: 'measure chosen by alice' },
      ],
      outbox: ['effect {"do":"answer","slot":"what-next","output":{"verdict":"measure"}}'],
    },
  },
  {
    name: 'mitigate again: the phase goes back, and its machine is superseded',
    given: [...exhausted, { do: 'ask', slot: 'what-next' }],
    when: { do: 'answer', by: 'alice', question: 'stability', option: 'mitigate' },
    expected: {
      events: [
        {
          type: 'DecisionMade',
          question: 'what-next',
          option: 'mitigate',
          by: 'alice',
          because: 'mitigate chosen by alice',
        },
        { type: 'PlanEnded', outcome: 'failed-verification', because: 'mitigate chosen by alice' },
        { type: 'StatusChanged', status: 'investigating', because: 'mitigate chosen by alice' },
        { type: 'PhaseEntered', phase: 'mitigate', jump: true, because: 'mitigate chosen by alice' },
      ],
      outbox: [
        'send incidents: verification-failed/told',
        'effect {"do":"supersede"}',
        'effect {"do":"answer","slot":"what-next","output":{"verdict":"mitigate"}}',
      ],
    },
  },
  {
    name: 'resolve anyway: resolved without stability',
    given: [...exhausted, { do: 'ask', slot: 'what-next' }],
    when: { do: 'answer', by: 'alice', question: 'stability', option: 'resolve', reason: 'load is gone' },
    expected: {
      events: [
        {
          type: 'DecisionMade',
          question: 'what-next',
          option: 'resolve',
          by: 'alice',
          reason: 'load is gone',
          because: 'resolve chosen by alice: load is gone',
        },
        { type: 'StatusChanged', status: 'resolved', because: 'resolve chosen by alice' },
        { type: 'Resolved', because: 'resolve chosen by alice' },
        { type: 'Done', key: 'acted/told/resolved', because: 'resolve chosen by alice' },
        { type: 'PhaseEntered', phase: 'post-mortem', jump: true, because: 'resolve chosen by alice' },
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
        'effect {"do":"supersede"}',
        'effect {"do":"answer","slot":"resolution","output":{"verdict":"resolved"}}',
        'effect {"do":"metrics","values":[{"name":"detection","seconds":0},{"name":"duration","seconds":0}],"severity":"SEV1"}',
        'send incidents: update-due/update-due',
        'send incidents: closed/told',
        'effect {"do":"answer","slot":"what-next","output":{"verdict":"resolve"}}',
      ],
    },
  },
  {
    name: 'an action whose outcome is unknown may be started again, under another name',
    given: [...claimed, { do: 'claim-step' }, { do: 'ask', slot: 'step' }],
    when: { do: 'answer', by: 'alice', question: 'step', option: 'start-again' },
    expected: {
      events: [
        {
          type: 'DecisionMade',
          question: 'step',
          option: 'start-again',
          by: 'alice',
          because: 'start-again chosen by alice',
        },
        {
          type: 'StepChanged',
          index: 0,
          step: { id: 'restart', way: 'do', status: 'waiting', tries: 1, beside: ['INC-1.1.1.0.0'] },
          because: 'another start approved by alice',
        },
      ],
      outbox: ['effect {"do":"answer","slot":"step","output":{"verdict":"start-again"}}'],
    },
  },
  {
    name: 'a person says that it failed: the attempt has failed',
    given: [...claimed, { do: 'claim-step' }, { do: 'ask', slot: 'step' }],
    when: { do: 'answer', by: 'alice', question: 'step', option: 'failed' },
    expected: {
      events: [
        { type: 'DecisionMade', question: 'step', option: 'failed', by: 'alice', because: 'failed chosen by alice' },
        {
          type: 'StepChanged',
          index: 0,
          step: {
            id: 'restart',
            way: 'do',
            status: 'failed',
            tries: 0,
            startedAt: '2026-03-11T14:02:00.000Z',
            target: 'http:shop/restart',
            output: 'reported by alice',
          },
          because: 'reported by alice',
        },
        { type: 'PlanEnded', outcome: 'failed', because: 'reported by alice' },
        { type: 'StatusChanged', status: 'investigating', because: 'the attempt failed: reported by alice' },
      ],
      outbox: [
        'send incidents: attempt-failed/told',
        'effect {"do":"answer","slot":"step","output":{"verdict":"failed"}}',
      ],
    },
  },
  {
    name: 'a published review ends the lifecycle',
    given: reviewAsked,
    when: { do: 'answer', by: 'alice', question: 'publish-review', option: 'publish' },
    expected: {
      events: [
        {
          type: 'DecisionMade',
          question: 'review',
          option: 'publish',
          by: 'alice',
          because: 'publish chosen by alice',
        },
        { type: 'Reviewed', by: 'alice', because: 'published by alice' },
      ],
      outbox: [
        'send incidents: review-published/told',
        'effect {"do":"answer","slot":"review","output":{"verdict":"publish"}}',
      ],
    },
  },
  {
    name: 'a repeated answer finds no open question',
    given: planned,
    when: { do: 'answer', by: 'bob', question: 'resolution-type', option: 'restart' },
    expected: { throws: 'Conflict: no question is open' },
  },
  {
    name: 'another question than the open one is refused',
    given: asked,
    when: { do: 'answer', by: 'bob', question: 'stability', option: 'measure' },
    expected: { throws: 'Conflict: the open question is resolution-type (choice-1-11), not stability' },
  },
  {
    name: 'an option that was not offered is refused',
    given: asked,
    when: { do: 'answer', by: 'bob', question: 'choice', option: 'dance' },
    expected: { throws: 'InvalidInput: option: dance is not one of restart' },
  },
];
