import type { Example } from '#test/examples';
import { asked, closed, exhausted, mitigating, opened, planned, verified } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'the choice is put to the role that the playbook names',
    given: mitigating,
    when: { do: 'ask', slot: 'choice' },
    expected: {
      events: [
        {
          type: 'QuestionAsked',
          question: {
            id: 'choice-1-11',
            slot: 'choice',
            text: 'Which way?',
            ask: 'IC',
            options: [{ id: 'restart', title: 'Restart' }],
            askedAt: '2026-03-11T14:02:00.000Z',
            times: 1,
            lastAt: '2026-03-11T14:02:00.000Z',
            again: 3600,
          },
          because: 'waiting for a mitigation decision (playbook.yaml)',
        },
      ],
      outbox: ['send incidents: question-asked/question-asked'],
      answer: { answered: false },
    },
  },
  {
    name: 'asked again by a recovered run it stands already',
    given: asked,
    when: { do: 'ask', slot: 'choice' },
    expected: { events: [], outbox: [], answer: { answered: false } },
  },
  {
    name: 'with a plan under way nobody has to wait',
    given: planned,
    when: { do: 'ask', slot: 'choice' },
    expected: { events: [], outbox: [], answer: { answered: 'restart' } },
  },
  {
    name: 'a verification that is not exhausted only measures',
    given: verified,
    when: { do: 'ask', slot: 'what-next' },
    expected: { events: [], outbox: [], answer: { answered: 'measure' } },
  },
  {
    name: 'an exhausted one asks what next',
    given: exhausted,
    when: { do: 'ask', slot: 'what-next' },
    expected: {
      events: [
        {
          type: 'QuestionAsked',
          question: {
            id: 'what-next-1-37',
            slot: 'what-next',
            text: 'The fix could not be shown to be stable. What next?',
            ask: 'IC',
            options: [
              { id: 'measure', title: 'Measure again' },
              { id: 'mitigate', title: 'Mitigate again' },
              { id: 'resolve', title: 'Resolve anyway' },
            ],
            askedAt: '2026-03-11T14:02:00.000Z',
            times: 1,
            lastAt: '2026-03-11T14:02:00.000Z',
            again: 3600,
          },
          because: 'the stability loop is exhausted (playbook.yaml)',
        },
      ],
      outbox: ['send incidents: question-asked/question-asked'],
      answer: { answered: false },
    },
  },
  {
    name: 'the review is asked of the first writer role',
    given: closed,
    when: { do: 'ask', slot: 'review' },
    expected: {
      events: [
        {
          type: 'QuestionAsked',
          question: {
            id: 'review-1-37',
            slot: 'review',
            text: 'Publish the review?',
            ask: 'CL',
            options: [{ id: 'publish', title: 'Publish' }],
            askedAt: '2026-03-11T14:02:00.000Z',
            times: 1,
            lastAt: '2026-03-11T14:02:00.000Z',
            once: true,
          },
          because: 'waiting for a person to publish the review',
        },
      ],
      outbox: ['send incidents: question-asked/question-asked'],
      answer: { answered: false },
    },
  },
  {
    name: 'communication waits while it is open',
    given: opened,
    when: { do: 'ask', slot: 'resolution' },
    expected: { events: [], outbox: [], answer: { answered: false } },
  },
  {
    name: 'and is woken at once where it is resolved',
    given: closed,
    when: { do: 'ask', slot: 'resolution' },
    expected: { events: [], outbox: [], answer: { answered: 'resolved' } },
  },
  {
    name: 'a question of another phase is superseded',
    given: opened,
    when: { do: 'ask', slot: 'choice' },
    expected: { throws: 'Superseded: INC-1 is at run 1, cycle 1, detect visit 1; the task belongs to mitigate' },
  },
];
