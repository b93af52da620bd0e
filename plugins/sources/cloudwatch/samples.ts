import type { SourcePlugin } from '../source.ts';

const allowed = {
  alarms: { 'shop-high-error-rate': { service: 'shop', rule: 'errors' } },
  alarmPrefix: 'tocsin-',
  services: ['shop', 'search'],
  rules: ['errors', 'latency'],
};
const arn = 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:shop-high-error-rate';
const change = (state: object) => ({
  version: '0',
  id: '6f2f3b1e-7d1c-4c0e-9d0a-1f2e3d4c5b6a',
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  account: '111122223333',
  time: '2026-03-11T14:02:00Z',
  region: 'eu-central-1',
  resources: [arn],
  detail: { alarmName: 'shop-high-error-rate', configuration: { metrics: [] }, state },
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

/** Payloads in the forms that EventBridge and SNS deliver. */
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
    signals: [
      {
        source: 'cloudwatch',
        key: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:tocsin-search--latency',
        state: 'firing',
        at: '2026-03-11T14:02:00.000Z',
        title: 'tocsin-search--latency',
        service: 'search',
        rule: 'latency',
        value: 4.2,
        summary: message.NewStateReason,
      },
    ],
  },
  { allowed, payload: envelope({ ...message, AlarmName: 'constructor' }), signals: [] },
];
