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
  ['the newest evaluated datapoint', { evaluatedDatapoints: [{ value: 7 }] }, '', 7],
  ['the datapoint of the reason', {}, 'Threshold Crossed: 1 datapoint [23.5 (11/03/26 14:01:00)] was greater', 23.5],
  ['the first number of the reason', {}, 'error rate is 12 % of requests', 12],
  ['nothing: a number that is part of a word is none', {}, 'p95 of eu-west-1 is high', undefined],
])('the value is %s', (_, data, NewStateReason, value) => {
  const message = { ...alarm, NewStateReason, NewStateReasonData: JSON.stringify(data) };
  expect(alarmSignals(envelope(message), allowed).map((signal) => signal.value)).toEqual([value]);
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
