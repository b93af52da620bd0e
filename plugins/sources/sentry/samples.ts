import type { SourcePlugin } from '../source.ts';

const allowed = {
  alarms: {},
  services: ['front-end', 'api'],
  rules: ['crashes', 'too-many-errors'],
  ruleWords: [
    { id: 'crashes', matches: { level: 'error', environment: 'production' } },
    { id: 'too-many-errors', matches: { alert: 'Too many errors' } },
  ],
};
const hook = (action: string, data: object) => ({
  action,
  actor: { id: 'sentry', name: 'Sentry', type: 'application' },
  data,
  installation: { uuid: 'a8e5d37a-696c-4c54-adb5-b3f28d64c7de' },
});
const eventAlert = hook('triggered', {
  event: {
    culprit: '?(<anonymous>)',
    datetime: '2026-03-10T14:01:58.677000Z',
    environment: 'production',
    event_id: 'e4874d664c3540c1a32eab185f12c5ab',
    issue_id: '1117540176',
    issue_url: 'https://sentry.io/api/0/issues/1117540176/',
    level: 'error',
    logger: '',
    message: '',
    platform: 'javascript',
    project: 1,
    received: 1773151320.25,
    release: null,
    tags: [
      ['browser', 'Chrome 75.0.3770'],
      ['level', 'error'],
    ],
    title: 'ReferenceError: heck is not defined',
    url: 'https://sentry.io/api/0/projects/test-org/front-end/events/e4874d664c3540c1a32eab185f12c5ab/',
    web_url: 'https://sentry.io/organizations/test-org/issues/1117540176/',
  },
  triggered_rule: 'Very Important Alert Rule!',
});
const metricAlert = (action: string) =>
  hook(action, {
    description_text: '1000 events in the last 10 minutes',
    description_title: action === 'resolved' ? 'Resolved: Too many errors' : 'Critical: Too many errors',
    metric_alert: {
      alert_rule: { aggregate: 'count()', environment: null, id: '7', name: 'Too many errors', projects: ['api'] },
      date_closed: action === 'resolved' ? '2026-03-10T14:30:00.000000Z' : null,
      date_created: '2026-03-10T14:02:00.000000Z',
      date_detected: '2026-03-10T14:02:00.000000Z',
      date_started: '2026-03-10T13:52:00.000000Z',
      id: '4',
      identifier: '1',
      projects: ['api'],
      status: 2,
      title: 'Sacred Marmot',
    },
    web_url: 'https://sentry.io/organizations/baz/alerts/1/',
  });
const issue = (action: string) =>
  hook(action, {
    issue: {
      culprit: '?(runner)',
      firstSeen: '2026-03-10T14:01:58.677000Z',
      id: '1117540176',
      lastSeen: '2026-03-10T14:12:00Z',
      level: 'error',
      project: { id: '1', name: 'front-end', slug: 'front-end' },
      status: 'resolved',
      title: 'ReferenceError: heck is not defined',
    },
  });
const crash = {
  source: 'sentry',
  key: 'sentry/issue/1117540176',
  title: 'ReferenceError: heck is not defined',
  service: 'front-end',
} as const;
const errors = {
  source: 'sentry',
  key: 'sentry/metric/4',
  began: '2026-03-10T13:52:00.000Z',
  title: 'Too many errors',
  service: 'api',
  rule: 'too-many-errors',
} as const;

/** Webhooks in the forms that Sentry's documentation shows: an issue's alert and its end, a metric's alert and its end, and what is only news. */
export const samples: SourcePlugin['samples'] = [
  {
    payload: eventAlert,
    allowed,
    signals: [
      {
        ...crash,
        state: 'firing',
        at: '2026-03-10T14:02:00.250Z',
        began: '2026-03-10T14:01:58.677Z',
        rule: 'crashes',
        summary:
          'Very Important Alert Rule!: ?(<anonymous>) https://sentry.io/organizations/test-org/issues/1117540176/',
      },
    ],
  },
  {
    payload: issue('resolved'),
    allowed,
    signals: [
      {
        ...crash,
        state: 'recovered',
        at: '2026-03-10T14:12:00.000Z',
        summary: 'resolved in Sentry: ReferenceError: heck is not defined',
      },
    ],
  },
  {
    payload: metricAlert('critical'),
    allowed,
    signals: [
      {
        ...errors,
        state: 'firing',
        at: '2026-03-10T14:02:00.000Z',
        summary:
          'Critical: Too many errors: 1000 events in the last 10 minutes https://sentry.io/organizations/baz/alerts/1/',
      },
    ],
  },
  {
    payload: metricAlert('resolved'),
    allowed,
    signals: [
      {
        ...errors,
        state: 'recovered',
        at: '2026-03-10T14:30:00.000Z',
        summary:
          'Resolved: Too many errors: 1000 events in the last 10 minutes https://sentry.io/organizations/baz/alerts/1/',
      },
    ],
  },
  { payload: issue('created'), allowed, signals: [] },
  { payload: hook('created', { installation: { uuid: 'a8e5d37a' } }), allowed, signals: [] },
];
