import { expect, test } from 'vitest';
import { alarmSignals } from '#plugins/sources/cloudwatch/alarm';
import { samples } from '#plugins/sources/cloudwatch/samples';

const [{ allowed }] = samples;
const envelope = (message: object) => ({
  Type: 'Notification',
  TopicArn: 'arn:aws:sns:eu-central-1:111122223333:alarms',
  Message: JSON.stringify(message),
});
const alarm = {
  AlarmName: 'shop-high-error-rate',
  NewStateValue: 'ALARM',
  NewStateReason: '',
  StateChangeTime: '2026-03-11T14:02:00.000+0000',
};

test('every wrong field is named', () => {
  const event = {
    source: 'aws.cloudwatch',
    'detail-type': 'other',
    resources: [],
    detail: { state: { value: 'BAD' } },
  };
  const paths =
    /^event: detail-type: .*; resources: .*; detail\.alarmName: .*; detail\.state\.value: .*; detail\.state\.timestamp: /;
  expect(() => alarmSignals(event, allowed)).toThrow(paths);
  expect(() => alarmSignals(envelope({ ...alarm, StateChangeTime: 'noon' }), allowed)).toThrow(
    'Message: StateChangeTime: noon is not a time, expected the form 2026-03-11T14:02:00.000+0000',
  );
});

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
  'an alarm named %s opens nothing',
  (AlarmName) => {
    expect(alarmSignals(envelope({ ...alarm, AlarmName }), allowed)).toEqual([]);
  },
);

test.each([
  ['the newest datapoint that is there', { recentDatapoints: [1, 2, null] }, '', 2],
  [
    'the newest recent datapoint that crossed',
    { recentDatapoints: [1, 38, 41, 2], threshold: 5 },
    'Threshold Crossed: 2 out of the last 4 datapoints were greater than the threshold (5.0).',
    41,
  ],
  [
    'the newest recent datapoint that crossed from above',
    { recentDatapoints: [9, 1, 0, 9], threshold: 5 },
    'Threshold Crossed: 2 out of the last 4 datapoints were less than the threshold (5.0).',
    0,
  ],
  [
    'the newest recent datapoint after a recovery',
    { recentDatapoints: [9, 1], threshold: 5 },
    'Threshold Crossed: 1 datapoint was not greater than the threshold (5.0).',
    1,
  ],
  [
    'the newest evaluated datapoint, wherever it stands',
    {
      evaluatedDatapoints: [
        { timestamp: '2026-03-11T14:00:00.000+0000', value: 8 },
        { timestamp: '2026-03-11T14:01:00.000+0000', value: 7 },
        { timestamp: '2026-03-11T14:02:00.000+0000' },
      ],
    },
    '',
    7,
  ],
  ['the datapoint of the reason', {}, 'Threshold Crossed: 1 datapoint [23.5 (11/03/26 14:01:00)] was greater', 23.5],
  [
    'that of the reason, which every way in carries, rather than of the data',
    { recentDatapoints: [99] },
    'Threshold Crossed: 1 datapoint [23.5 (11/03/26 14:01:00)] was greater',
    23.5,
  ],
  [
    'the first of datapoints without times',
    {},
    'Threshold Crossed: 2 datapoints were greater than or equal to the threshold (1.0). The most recent datapoints: [7.0, 6.0].',
    7,
  ],
  ['nothing: other words hold no reading', {}, 'error rate is 12 % of requests', undefined],
  ['nothing: a limit is no reading', {}, 'Threshold Crossed: 3 datapoints were below the thresholds [0.9]', undefined],
])('the value is %s', (_, data, NewStateReason, value) => {
  const message = { ...alarm, NewStateReason, NewStateReasonData: JSON.stringify(data) };
  expect(alarmSignals(envelope(message), allowed).map((signal) => signal.value)).toEqual([value]);
});

test('a raw message without the alarm’s ARN names no topic to make it from', () => {
  expect(() => alarmSignals(alarm, allowed)).toThrow('message: AlarmArn: expected where no envelope names the topic');
});

test('a change of a contributor names the contributor', () => {
  const event = {
    source: 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm Contributor State Change',
    resources: ['arn:aws:cloudwatch:eu-central-1:111122223333:alarm:shop-high-error-rate'],
    detail: { alarmName: 'shop-high-error-rate', state: { value: 'ALARM', timestamp: '2026-03-11T14:02:00Z' } },
  };
  expect(() => alarmSignals(event, allowed)).toThrow(
    'event: detail.alarmContributor: expected in a change of a contributor',
  );
});

test('reason data that is not JSON is no data', () => {
  const message = { ...alarm, NewStateReasonData: 'set by hand' };
  expect(alarmSignals(envelope(message), allowed)).toEqual([
    {
      source: 'cloudwatch',
      key: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:shop-high-error-rate',
      state: 'firing',
      at: '2026-03-11T14:02:00.000Z',
      title: 'shop-high-error-rate',
      service: 'shop',
      rule: 'errors',
      summary: '',
    },
  ]);
});
