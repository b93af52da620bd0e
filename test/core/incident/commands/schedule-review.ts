import type { Example } from '#test/examples';
import { closed, opened, scheduled } from '#test/lives';

export const examples: Example[] = [
  {
    name: 'the meeting is set, its first items are filed, and the notice goes out',
    given: closed,
    when: { do: 'schedule-review' },
    expected: {
      events: [
        {
          type: 'ReviewScheduled',
          meetingAt: '2026-03-13T13:00:00Z',
          until: '2026-03-13T14:00:00Z',
          because: 'review-day after the resolution',
        },
        { type: 'ItemFiled', item: 'AI-INC-1-001', because: 'Alerts, due 2026-03-18' },
        {
          type: 'Done',
          key: 'acted/told/review-scheduled',
          because: 'review-day after the resolution',
        },
      ],
      outbox: ['send incidents: review-scheduled/told'],
      answer: {
        verdict: 'scheduled',
        items: [
          {
            id: 'AI-INC-1-001',
            title: 'Alerts',
            priority: 'high',
            owner: 'lead',
            due: '2026-03-18',
            status: 'open',
            category: 'monitoring',
            horizon: 'soon',
            dependsOn: [],
          },
        ],
      },
    },
  },
  {
    name: 'one that is late says so',
    given: closed,
    when: { do: 'schedule-review' },
    playbook: (pack) => {
      pack.playbook.moments['late-day'] = { days: 5, time: '14:00', orNext: 'office' };
      pack.playbook.meeting = { at: 'late-day', lasts: '1h', within: '48h' };
    },
    expected: {
      events: [
        {
          type: 'ReviewScheduled',
          meetingAt: '2026-03-16T13:00:00Z',
          until: '2026-03-16T14:00:00Z',
          because: 'late-day after the resolution',
        },
        { type: 'ReviewLate', within: '48h', because: 'the review is more than 48 h after resolution' },
        { type: 'ItemFiled', item: 'AI-INC-1-001', because: 'Alerts, due 2026-03-18' },
        {
          type: 'Done',
          key: 'acted/told/review-scheduled',
          because: 'late-day after the resolution',
        },
      ],
      outbox: ['send incidents: review-scheduled/told'],
      answer: {
        verdict: 'scheduled',
        items: [
          {
            id: 'AI-INC-1-001',
            title: 'Alerts',
            priority: 'high',
            owner: 'lead',
            due: '2026-03-18',
            status: 'open',
            category: 'monitoring',
            horizon: 'soon',
            dependsOn: [],
          },
        ],
      },
    },
  },
  {
    name: 'set already, it changes nothing',
    given: scheduled,
    when: { do: 'schedule-review' },
    expected: { events: [], outbox: [], answer: { verdict: 'scheduled' } },
  },
  {
    name: 'a task of another phase is superseded',
    given: opened,
    when: { do: 'schedule-review' },
    expected: { throws: 'Superseded: INC-1 is at run 1, cycle 1, detect visit 1; the task belongs to post-mortem' },
  },
];
