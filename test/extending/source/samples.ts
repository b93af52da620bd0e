import type { SourcePlugin } from '#plugins/sources/source';

const allowed = { alarms: {}, alarmPrefix: 'page-', services: ['shop', 'cache'], rules: ['errors'] };
const errors = {
  status: 'firing',
  labels: { alertname: 'page-shop--errors', severity: 'critical' },
  annotations: { summary: '23 % of requests fail', value: '23' },
  startsAt: '2026-03-11T15:02:00+01:00',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'https://prometheus.example.com/graph',
  fingerprint: 'c6eb0d1f1e7a4f3b',
};
const slow = {
  ...errors,
  labels: { alertname: 'page-slow', service: 'cache' },
  annotations: {},
  fingerprint: '0a1b2c3d4e5f6071',
};
const notification = (alerts: readonly object[]) => ({
  version: '4',
  groupKey: '{}:{alertname="page-shop--errors"}',
  truncatedAlerts: 0,
  status: 'firing',
  receiver: 'tocsin',
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  externalURL: 'https://alertmanager.example.com',
  alerts,
});
const fired = {
  source: 'alertmanager',
  key: 'alertmanager/c6eb0d1f1e7a4f3b',
  state: 'firing',
  at: '2026-03-11T14:02:00.000Z',
  began: '2026-03-11T14:02:00.000Z',
  title: 'page-shop--errors',
  service: 'shop',
  rule: 'errors',
  value: 23,
  summary: '23 % of requests fail',
} as const;

/** Payloads as Alertmanager sends them: a group, its end, and an alert that may open nothing. */
export const samples: SourcePlugin['samples'] = [
  {
    payload: notification([errors, slow]),
    allowed,
    signals: [
      fired,
      {
        source: 'alertmanager',
        key: 'alertmanager/0a1b2c3d4e5f6071',
        state: 'firing',
        at: '2026-03-11T14:02:00.000Z',
        began: '2026-03-11T14:02:00.000Z',
        title: 'page-slow',
        service: 'cache',
        summary: 'page-slow',
      },
    ],
  },
  {
    payload: notification([{ ...errors, status: 'resolved', endsAt: '2026-03-11T14:20:00Z' }]),
    allowed,
    signals: [{ ...fired, state: 'recovered', at: '2026-03-11T14:20:00.000Z' }],
  },
  { payload: notification([{ ...errors, labels: { alertname: 'TestAlert' } }]), allowed, signals: [] },
];
