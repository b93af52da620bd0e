import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { expect, test } from 'vitest';
import { CloudWatchSource } from '#core/playbook/rule-sources';
import { IncomingAlarms } from '#lib/incoming-alarms';
import { Ingest } from '#lib/ingest';
import { changed } from '#test/story';

test('a rule with a metric of CloudWatch is an alarm of each service, and one for each band, which opens incidents as that rule', () => {
  const pack = changed(({ playbook: { detection } }) => {
    const [errors, , database] = detection.rules;
    if (errors === undefined || database === undefined) throw new Error('no rules');
    errors.cloudwatch = CloudWatchSource.parse({
      namespace: 'Tracktion',
      metric: 'ErrorRate',
      dimensions: { Service: '{service}', Stage: 'live' },
      statistic: 'p95',
      services: ['redis', 'file-watcher'],
    });
    database.cloudwatch = CloudWatchSource.parse({
      namespace: 'AWS/RDS',
      metric: 'ReadLatency',
      period: '30s',
      services: ['database'],
    });
  });
  const stack = new Stack(new App(), 'shop');
  const dead = new Queue(stack, 'Dead');
  const ingest = new Ingest(stack, 'Ingest', { dead, accounts: [], prefix: undefined, key: undefined });
  const incoming = new IncomingAlarms(stack, 'IncomingAlarms', { pack, ingest });
  const template = Template.fromStack(stack);
  const made = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
  const alarms = made.map(({ Properties }) => Properties as Record<string, unknown>);
  expect(alarms.map((one) => [one['AlarmName'], one['Threshold'], one['EvaluationPeriods'], one['Period']])).toEqual([
    ['shop-redis--high-error-rate', 5, 5, 60],
    ['shop-redis--high-error-rate-above-20', 20, 5, 60],
    ['shop-file-watcher--high-error-rate', 5, 5, 60],
    ['shop-file-watcher--high-error-rate-above-20', 20, 5, 60],
    ['shop-database--database-performance', 5, 4, 30],
  ]);
  const [id] = Object.keys(template.findResources('AWS::SNS::Topic'));
  const topic = { Ref: id };
  expect(alarms[1]).toEqual({
    AlarmName: 'shop-redis--high-error-rate-above-20',
    AlarmDescription: 'High error rate: Cache',
    Namespace: 'Tracktion',
    MetricName: 'ErrorRate',
    Dimensions: [
      { Name: 'Service', Value: 'redis' },
      { Name: 'Stage', Value: 'live' },
    ],
    ExtendedStatistic: 'p95',
    Period: 60,
    Threshold: 20,
    ComparisonOperator: 'GreaterThanThreshold',
    EvaluationPeriods: 5,
    TreatMissingData: 'ignore',
    AlarmActions: [topic],
    OKActions: [topic],
    InsufficientDataActions: [topic],
  });
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { detail: { alarmName: alarms.map((one) => one['AlarmName']) } },
  });
  expect(incoming.named()).toMatchObject({
    'shop-redis--high-error-rate-above-20': { service: 'redis', rule: 'high-error-rate' },
  });
});
