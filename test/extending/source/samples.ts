import type { SourcePlugin } from '#plugins/sources/source';

const allowed = { alarms: {}, services: ['shop', 'cache'], rules: ['errors'] };
const errors = {
  status: 'firing',
  labels: { alertname: 'shop--errors', grafana_folder: 'Shop' },
  annotations: { summary: '23 % of requests fail' },
  startsAt: '2026-03-11T15:02:00+01:00',
  endsAt: '0001-01-01T00:00:00Z',
  values: { B: 23 },
  generatorURL: 'https://grafana.example.com/alerting/1',
  fingerprint: 'c6eb0d1f1e7a4f3b',
};
const slow = {
  ...errors,
  labels: { alertname: 'Slow', grafana_folder: 'Shop', service: 'cache' },
  annotations: {},
  values: null,
  fingerprint: '0a1b2c3d4e5f6071',
};
const notification = (alerts: readonly object[]) => ({
  receiver: 'tocsin',
  status: 'firing',
  orgId: 1,
  alerts,
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  externalURL: 'https://grafana.example.com/',
  version: '1',
  groupKey: '{}:{alertname="shop--errors"}',
  truncatedAlerts: 0,
  state: 'alerting',
});
const fired = {
  source: 'grafana',
  key: 'grafana/c6eb0d1f1e7a4f3b',
  state: 'firing',
  at: '2026-03-11T14:02:00.000Z',
  began: '2026-03-11T14:02:00.000Z',
  title: 'shop--errors',
  service: 'shop',
  rule: 'errors',
  value: 23,
  summary: '23 % of requests fail',
} as const;

/** Payloads as Grafana sends them: an alert, its end, a group, and a test. */
export const samples: SourcePlugin['samples'] = [
  { payload: notification([errors]), allowed, signals: [fired] },
  {
    payload: notification([{ ...errors, status: 'resolved', endsAt: '2026-03-11T14:20:00Z' }]),
    allowed,
    signals: [{ ...fired, state: 'recovered', at: '2026-03-11T14:20:00.000Z' }],
  },
  {
    payload: notification([errors, slow]),
    allowed,
    signals: [
      fired,
      {
        source: 'grafana',
        key: 'grafana/0a1b2c3d4e5f6071',
        state: 'firing',
        at: '2026-03-11T14:02:00.000Z',
        began: '2026-03-11T14:02:00.000Z',
        title: 'Slow',
        service: 'cache',
        summary: 'Slow',
      },
    ],
  },
  { payload: notification([{ ...errors, labels: { alertname: 'TestAlert' } }]), allowed, signals: [] },
];
