import type { SourcePlugin } from '../source.ts';

const allowed = {
  alarms: {},
  services: ['pampax'],
  rules: ['PampaxHighErrorRate', 'anything-critical'],
  ruleWords: [
    { id: 'PampaxHighErrorRate', threshold: { above: 5, unit: '%' } },
    { id: 'anything-critical', matches: { severity: 'critical', team: 'data' } },
  ],
};
const errors = {
  status: 'firing',
  labels: { alertname: 'PampaxHighErrorRate', instance: 'api-1:3000', job: 'pampax', severity: 'high' },
  annotations: { summary: 'Many errors', description: '7.25 % of requests fail', value: '7.25' },
  startsAt: '2026-03-10T15:02:00.123+01:00',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://prometheus.example.com/graph?g0.expr=rate&g0.tab=1',
  fingerprint: 'c6eb0d1f1e7a4f3b',
};
const full = {
  ...errors,
  status: 'resolved',
  labels: { alertname: 'DiskFull', severity: 'critical', team: 'data' },
  annotations: {},
  endsAt: '2026-03-10T14:20:00Z',
  fingerprint: '0a1b2c3d4e5f6071',
};
const notification = (alerts: readonly object[], truncatedAlerts = 0) => ({
  receiver: 'tocsin',
  status: 'firing',
  alerts,
  groupLabels: { job: 'pampax' },
  commonLabels: { job: 'pampax' },
  commonAnnotations: {},
  externalURL: 'http://alertmanager.example.com',
  version: '4',
  groupKey: '{}:{job="pampax"}',
  truncatedAlerts,
});
const fired = {
  source: 'alertmanager',
  key: 'alertmanager/c6eb0d1f1e7a4f3b',
  state: 'firing',
  at: '2026-03-10T14:02:00.123Z',
  began: '2026-03-10T14:02:00.123Z',
  title: 'PampaxHighErrorRate',
  service: 'pampax',
  rule: 'PampaxHighErrorRate',
  value: 7.25,
  summary: 'Many errors: 7.25 % of requests fail',
} as const;
const { value: _, ...recovered } = fired;

/** Notifications as Alertmanager sends them: a group with one that fires and one that is over, its end, a part of a larger group, and what always fires. */
export const samples: SourcePlugin['samples'] = [
  {
    payload: notification([errors, full]),
    allowed,
    signals: [
      fired,
      {
        source: 'alertmanager',
        key: 'alertmanager/0a1b2c3d4e5f6071',
        state: 'recovered',
        at: '2026-03-10T14:20:00.000Z',
        began: '2026-03-10T14:02:00.123Z',
        title: 'DiskFull',
        rule: 'anything-critical',
        summary: 'DiskFull',
      },
    ],
  },
  {
    payload: notification([{ ...full, status: 'firing', endsAt: '0001-01-01T00:00:00Z' }], 12),
    allowed,
    signals: [
      {
        source: 'alertmanager',
        key: 'alertmanager/0a1b2c3d4e5f6071',
        state: 'firing',
        at: '2026-03-10T14:02:00.123Z',
        began: '2026-03-10T14:02:00.123Z',
        title: 'DiskFull',
        rule: 'anything-critical',
        summary: 'DiskFull (Alertmanager left 12 more alerts of this group out)',
      },
    ],
  },
  {
    payload: notification([{ ...errors, status: 'resolved', endsAt: '2026-03-10T14:20:00Z' }]),
    allowed,
    signals: [{ ...recovered, state: 'recovered', at: '2026-03-10T14:20:00.000Z' }],
  },
  {
    payload: notification([{ ...errors, labels: { alertname: 'Watchdog', severity: 'none' } }]),
    allowed,
    signals: [],
  },
];
