import type { SourcePlugin } from '../source.ts';

const allowed = {
  alarms: { 'shop-high-error-rate': { service: 'shop', rule: 'errors' } },
  alarmPrefix: 'tocsin-',
  services: ['shop', 'search'],
  rules: ['errors', 'latency'],
};
const arn = 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:shop-high-error-rate';
const change = (state: object, detail: object = {}) => ({
  version: '0',
  id: '6f2f3b1e-7d1c-4c0e-9d0a-1f2e3d4c5b6a',
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  account: '111122223333',
  time: '2026-03-11T14:02:00Z',
  region: 'eu-central-1',
  resources: [arn],
  detail: { alarmName: 'shop-high-error-rate', configuration: { metrics: [] }, state, ...detail },
});
const message = {
  AlarmName: 'tocsin-search--latency',
  AlarmDescription: null,
  AWSAccountId: '111122223333',
  NewStateValue: 'ALARM',
  NewStateReason: 'Threshold Crossed: 1 datapoint [4.2 (11/03/26 14:01:00)] was greater than the threshold (3.0).',
  StateChangeTime: '2026-03-11T14:02:00.000+0000',
  Region: 'EU (Frankfurt)',
  OldStateValue: 'OK',
};
const envelope = (body: object) => ({
  Type: 'Notification',
  MessageId: '95df01b4-ee98-5cb9-9903-4c221d41eb5e',
  TopicArn: 'arn:aws:sns:eu-central-1:111122223333:tocsin-alarms',
  Message: JSON.stringify(body),
  Timestamp: '2026-03-11T14:02:01.000Z',
});

const latency = {
  source: 'cloudwatch',
  key: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:tocsin-search--latency',
  state: 'firing',
  at: '2026-03-11T14:02:00.000Z',
  title: 'tocsin-search--latency',
  service: 'search',
  rule: 'latency',
  value: 4.2,
  summary: message.NewStateReason,
} as const;

/** Payloads in the forms that EventBridge, SNS (in its envelope and raw) and an alarm's Lambda action deliver. */
export const samples: SourcePlugin['samples'] = [
  {
    allowed,
    payload: change({
      value: 'ALARM',
      reason: 'Threshold Crossed: 5 datapoints were greater than the threshold (5.0).',
      reasonData: JSON.stringify({
        version: '1.0',
        startDate: '2026-03-11T13:57:00.000+0000',
        recentDatapoints: [18, 19, 20.5, 21.4, 23],
        threshold: 5,
      }),
      timestamp: '2026-03-11T14:02:00.000+0000',
    }),
    signals: [
      {
        source: 'cloudwatch',
        key: arn,
        state: 'firing',
        at: '2026-03-11T14:02:00.000Z',
        began: '2026-03-11T13:57:00.000Z',
        title: 'shop-high-error-rate',
        service: 'shop',
        rule: 'errors',
        value: 23,
        summary: 'Threshold Crossed: 5 datapoints were greater than the threshold (5.0).',
      },
    ],
  },
  {
    allowed,
    payload: change({
      value: 'OK',
      reason: 'Threshold Crossed: no datapoints were greater than the threshold.',
      timestamp: '2026-03-11T14:20:00.000+0000',
    }),
    signals: [
      {
        source: 'cloudwatch',
        key: arn,
        state: 'recovered',
        at: '2026-03-11T14:20:00.000Z',
        title: 'shop-high-error-rate',
        service: 'shop',
        rule: 'errors',
        summary: 'Threshold Crossed: no datapoints were greater than the threshold.',
      },
    ],
  },
  {
    allowed,
    payload: envelope(message),
    signals: [latency],
  },
  { allowed, payload: { ...message, AlarmArn: latency.key }, signals: [latency] },
  {
    allowed,
    payload: envelope({
      ...message,
      AlarmArn: null,
      AlarmContributorId: null,
      AlarmContributorAttributes: null,
      NewStateReasonData: null,
    }),
    signals: [latency],
  },
  {
    allowed,
    payload: envelope({
      ...message,
      AlarmContributorId: 'a1b2c3d4e5f6a7b8',
      AlarmContributorAttributes: { endpoint: '/api/orders' },
    }),
    signals: [
      {
        ...latency,
        key: `${latency.key}#a1b2c3d4e5f6a7b8`,
        title: 'tocsin-search--latency (endpoint=/api/orders)',
      },
    ],
  },
  {
    allowed,
    payload: {
      source: 'aws.cloudwatch',
      alarmArn: latency.key,
      accountId: '111122223333',
      time: '2026-03-11T14:02:00.000+0000',
      region: 'eu-central-1',
      alarmData: {
        alarmName: message.AlarmName,
        state: { value: 'ALARM', reason: message.NewStateReason, timestamp: message.StateChangeTime },
        previousState: { value: 'OK' },
        configuration: { metrics: [] },
      },
    },
    signals: [latency],
  },
  {
    allowed,
    payload: change(
      {
        value: 'ALARM',
        reason: 'Threshold Crossed: 1 datapoint [23.0 (11/03/26 14:01:00)] was greater than the threshold (5.0).',
        timestamp: '2026-03-11T14:02:00.000+0000',
      },
      {
        muteDetail: {
          mutedByArn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm-mute-rule:patching',
          muteWindowStart: '2026-03-11T14:00:00.000+0000',
          muteWindowEnd: '2026-03-11T16:00:00.000+0000',
        },
      },
    ),
    signals: [
      {
        source: 'cloudwatch',
        key: arn,
        state: 'suppressed',
        at: '2026-03-11T14:02:00.000Z',
        title: 'shop-high-error-rate',
        service: 'shop',
        rule: 'errors',
        value: 23,
        summary:
          'Muted by patching until 2026-03-11T16:00:00.000Z: Threshold Crossed: 1 datapoint [23.0 (11/03/26 14:01:00)] was greater than the threshold (5.0).',
      },
    ],
  },
  { allowed, payload: envelope({ ...message, AlarmName: 'constructor' }), signals: [] },
];
