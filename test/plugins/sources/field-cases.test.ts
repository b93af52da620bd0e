import { expect, test } from 'vitest';
import { rateByRule } from '#core/incident/rating';
import { alarmSignals } from '#plugins/sources/cloudwatch/alarm';
import { sources } from '#plugins/sources/registry';
import { fieldCase, signalOf } from '#test/field-case';
import { tracktion } from '#test/story';

const arn = 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:analysis-service--high-error-rate';
const [rule] = tracktion.pack.playbook.detection.rules;
if (rule?.id !== 'high-error-rate') throw new Error('the first rule is the one that these alarms watch');

test.each<[file: string, state: string, value: number | undefined, severity: string]>([
  ['cw-composite-25th-eventbridge', 'firing', undefined, 'P2'],
  ['cw-composite-25th-sns', 'firing', undefined, 'P2'],
  ['cw-composite-created-eventbridge', 'firing', undefined, 'P2'],
  ['cw-composite-suppressed-eventbridge', 'suppressed', undefined, 'P2'],
  ['cw-muted-eventbridge', 'suppressed', 23, 'P1'],
  ['cw-missing-data-30-eventbridge', 'firing', undefined, 'P2'],
  ['cw-missing-data-mixed-sns', 'firing', 6.5, 'P2'],
  ['cw-insights-25-of-40-eventbridge', 'firing', undefined, 'P2'],
  ['cw-insights-100plus-eventbridge', 'firing', undefined, 'P2'],
  ['cw-scientific-big-sns', 'firing', 25_000_000, 'P1'],
  ['cw-scientific-small-sns', 'firing', 9.610487596832052e-6, 'P2'],
  ['cw-scientific-old-form-sns', 'firing', 860_604_416, 'P1'],
  ['cw-m-of-n-eventbridge', 'firing', 41, 'P1'],
  ['cw-m-of-n-sns', 'firing', 41, 'P1'],
  ['cw-anomaly-eventbridge', 'firing', 0, 'P2'],
  ['cw-anomaly-sns', 'firing', 1.12, 'P2'],
  ['cw-contributor-eventbridge', 'firing', 0, 'P2'],
  ['cw-lambda-action', 'firing', 23, 'P1'],
  ['cw-sns-raw-delivery', 'firing', 9, 'P2'],
  ['cw-percentile-below-eventbridge', 'firing', -3.5, 'P2'],
  ['cw-promql-no-reason-sns', 'firing', undefined, 'P2'],
  ['cw-reason-no-brackets-sns', 'firing', 7, 'P2'],
  ['cw-reason-newline-eventbridge', 'firing', undefined, 'P2'],
  ['cw-name-korean-sns', 'firing', 8.891518474692088, 'P2'],
  ['cw-name-255-sns', 'firing', 9, 'P2'],
  ['cw-govcloud-eventbridge', 'firing', 9, 'P2'],
  ['cw-china-sns-without-arn', 'firing', 9, 'P2'],
])('%s is %s with the value %s, by its rule %s', (file, state, value, severity) => {
  const signal = signalOf(fieldCase(file));
  const rated = rateByRule(rule, false, signal.value);
  expect([signal.state, signal.value, rated.severity]).toEqual([state, value, severity]);
});

test.each([
  [
    'cw-govcloud-eventbridge',
    'arn:aws-us-gov:cloudwatch:us-gov-west-1:444455556666:alarm:analysis-service--high-error-rate',
  ],
  ['cw-china-sns-without-arn', 'arn:aws-cn:cloudwatch:cn-north-1:111122223333:alarm:analysis-service--high-error-rate'],
  ['cw-lambda-action', arn],
  ['cw-sns-raw-delivery', arn],
  ['cw-contributor-eventbridge', `${arn}#6d442278dba546f6`],
])('the key of %s is %s', (file, key) => {
  expect(signalOf(fieldCase(file)).key).toBe(key);
});

test('a composite alarm has no value, and its rule says so', () => {
  expect(rateByRule(rule, false, signalOf(fieldCase('cw-composite-25th-eventbridge')).value)).toEqual({
    severity: 'P2',
    because: 'High error rate: no value given',
  });
});

test('an alarm named like a property of every object is ignored', () => {
  const payload = fieldCase('cw-prototype-name-sns');
  expect(sources.filter(({ recognises }) => recognises(payload)).map(({ source }) => source)).toEqual(['cloudwatch']);
  expect(alarmSignals(payload, { alarms: {}, services: [], rules: [] })).toEqual([]);
});

test('a contributor says which series it is', () => {
  expect(signalOf(fieldCase('cw-contributor-eventbridge'))).toEqual({
    source: 'cloudwatch',
    key: `${arn}#6d442278dba546f6`,
    state: 'firing',
    at: '2026-03-25T03:10:04.653Z',
    title: 'analysis-service--high-error-rate (TableName=orders)',
    service: 'analysis-service',
    rule: 'high-error-rate',
    value: 0,
    summary:
      'Threshold Crossed: 1 datapoint was less than the threshold (1.0). The most recent datapoint which crossed the threshold: [0.0 (25/03/26 03:04:00)].',
  });
});

test.each([
  ['cw-muted-eventbridge', 'Muted by patching until 2026-03-25T04:00:00.000Z: Threshold Crossed: 1 datapoint [23.0'],
  [
    'cw-composite-suppressed-eventbridge',
    'Actions suppressed by Alarm maintenance-window: arn:aws:cloudwatch:eu-central-1:111122223333:alarm:api-5xx',
  ],
])('%s says by whom and until when', (file, words) => {
  const { summary } = signalOf(fieldCase(file));
  expect(summary.slice(0, words.length)).toBe(words);
});

const change = (value: string, reason: string, detail: object = {}) => ({
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  resources: [arn],
  detail: {
    alarmName: 'analysis-service--high-error-rate',
    state: { value, reason, timestamp: '2026-03-25T03:20:04.653+0000' },
    ...detail,
  },
});

test.each([
  ['unknown', 'INSUFFICIENT_DATA', 'Insufficient Data: 1 datapoint was unknown.'],
  [
    'unknown',
    'OK',
    'Threshold Crossed: no datapoints were received for 15 periods and 15 missing datapoints were treated as [NonBreaching].',
  ],
  [
    'unknown',
    'OK',
    'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
  ],
  ['unknown', 'OK', 'No time series were returned by the query.'],
  [
    'recovered',
    'OK',
    'Threshold Crossed: 1 datapoint [2.0 (25/03/26 03:19:00)] was not greater than the threshold (5.0) and 7 missing datapoints were treated as [NonBreaching].',
  ],
  [
    'recovered',
    'OK',
    '1 datapoint was received for 3 periods and 2 missing datapoints were treated as [NonBreaching].',
  ],
  [
    'recovered',
    'OK',
    'Threshold Crossed: 1 datapoint [0.0 (25/03/26 03:19:00)] was not greater than the threshold (5.0).',
  ],
  ['recovered', 'OK', '40 time series evaluated to OK'],
])('%s: %s because %s', (state, value, reason) => {
  expect(signalOf(change(value, reason)).state).toBe(state);
});

test('a series that the query no longer returns was not measured: no recovery', () => {
  const gone = change('OK', 'No data was returned for this contributor', {
    alarmContributor: { id: '6d442278dba546f6', attributes: { TableName: 'orders' } },
  });
  const { key, state } = signalOf({ ...gone, 'detail-type': 'CloudWatch Alarm Contributor State Change' });
  expect([key, state]).toEqual([`${arn}#6d442278dba546f6`, 'unknown']);
});

test('a muted alarm that recovers has recovered', () => {
  const muteDetail = { mutedByArn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm-mute-rule:patching' };
  expect(signalOf(change('OK', '1 datapoint [1.0 (25/03/26 03:19:00)] was not greater', { muteDetail })).state).toBe(
    'recovered',
  );
});

test.each([
  ['any order', '2 datapoints [44.0 (25/03/26 03:07:00), 41.0 (25/03/26 03:08:00)] were greater than', 41],
  ['over midnight', '2 datapoints [41.0 (01/04/26 00:00:00), 44.0 (31/03/26 23:59:00)] were greater than', 41],
])('datapoints in %s: the newest counts', (_, words, value) => {
  expect(signalOf(change('ALARM', `Threshold Crossed: ${words} the threshold (5.0).`)).value).toBe(value);
});

test.each([
  'error rate is 12 % of requests',
  'set by hand: [99]',
  'testing (42)',
  'api transitioned to ALARM at Wednesday 25 March, 2026 03:10:04 UTC',
])('%j holds no reading', (reason) => {
  expect(signalOf(change('ALARM', reason)).value).toBeUndefined();
});
