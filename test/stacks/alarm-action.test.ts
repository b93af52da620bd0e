import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Alarm, AlarmRule, AlarmState, CompositeAlarm, type IAlarmAction, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { expect, test } from 'vitest';
import { IncidentResponse, TocsinAlarmAction } from '#lib/index';
import { sampleApp, scratchApp, synthesized, tracktion } from './synthesized.ts';

const metric = new Metric({ namespace: 'Shop', metricName: 'ErrorRate' });
/** An app with this many alarms that name the action, and the topic's policy beside them. */
const shopWith = (alarms: number, act: (tocsin: IncidentResponse) => IAlarmAction) => {
  const app = scratchApp();
  const stack = new Stack(app, 'shop');
  const tocsin = new IncidentResponse(stack, 'Tocsin', { playbook: tracktion, catchAll: 'oncall_manager' });
  const action = act(tocsin);
  for (let n = 0; n < alarms; n += 1) {
    const alarm = new Alarm(stack, `Alarm${n}`, {
      alarmName: `errors-${n}`,
      metric,
      threshold: 5,
      evaluationPeriods: 5,
    });
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
  return synthesized({ app, stack, tocsin });
};
const watches = { service: 'analysis-service', rule: 'high-error-rate' };
const policyOf = ({ one }: ReturnType<typeof shopWith>) =>
  one('AWS::SNS::TopicPolicy', 'Ingest/Topic/Policy')['PolicyDocument'].Statement;

test('an alarm that names it as its action publishes to the alarm topic, ALARM and OK alike', () => {
  const { all } = shopWith(1, (tocsin) => new TocsinAlarmAction(tocsin, watches));
  const alarm = all('AWS::CloudWatch::Alarm').find(({ properties }) => properties['AlarmName'] === 'errors-0');
  expect(alarm?.properties).toMatchObject({ AlarmActions: ['<Ingest/Topic>'], OKActions: ['<Ingest/Topic>'] });
});

test('the topic takes it from CloudWatch, for this account and its alarms, in one statement whatever their number', () => {
  const [one, many] = [1, 40].map((n) => policyOf(shopWith(n, (tocsin) => new TocsinAlarmAction(tocsin, watches))));
  expect(many).toEqual(one);
  const allowed = (many as { Effect: string; Sid?: string }[]).filter(({ Effect }) => Effect === 'Allow');
  expect(allowed).toEqual([
    {
      Sid: 'AlarmsOfTheseAccounts',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: '<Ingest/Topic>',
      Condition: {
        StringEquals: { 'aws:SourceAccount': ['<AWS::AccountId>'] },
        ArnLike: { 'aws:SourceArn': ['arn:<AWS::Partition>:cloudwatch:*:<AWS::AccountId>:alarm:*'] },
      },
    },
  ]);
});

test('what the alarm stands for reaches the receiver once, though the action is named twice', () => {
  const { app, stack, tocsin } = sampleApp();
  const action = new TocsinAlarmAction(tocsin, watches);
  const alarm = new Alarm(stack, 'Mine', { alarmName: 'mine', metric, threshold: 5, evaluationPeriods: 5 });
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
  const { all } = synthesized({ app, stack, tocsin });
  const patterns = all('AWS::Events::Rule').map(({ properties }) => JSON.stringify(properties['EventPattern'] ?? {}));
  expect(patterns.join().split('"mine"')).toHaveLength(2);
});

test('a composite alarm may name it too', () => {
  const { app, stack, tocsin } = sampleApp();
  const inner = new Alarm(stack, 'Inner', { metric, threshold: 5, evaluationPeriods: 5 });
  const composite = new CompositeAlarm(stack, 'Both', {
    compositeAlarmName: 'both',
    alarmRule: AlarmRule.fromAlarm(inner, AlarmState.ALARM),
  });
  composite.addAlarmAction(new TocsinAlarmAction(tocsin, watches));
  const { all } = synthesized({ app, stack, tocsin });
  expect(all('AWS::CloudWatch::CompositeAlarm')[0]?.properties['AlarmActions']).toEqual(['<Ingest/Topic>']);
});

test('without words of the playbook the alarm is rated by its `otherwise`', () => {
  const { all, one, assembly } = shopWith(1, (tocsin) => new TocsinAlarmAction(tocsin));
  const alarm = all('AWS::CloudWatch::Alarm').find(({ properties }) => properties['AlarmName'] === 'errors-0');
  expect(alarm?.properties['AlarmActions']).toEqual(['<Ingest/Topic>']);
  const { Alarms } = one('Custom::TocsinDeployment', 'Publication/Object/Default');
  expect(JSON.parse(readFileSync(join(assembly.directory, `asset.${Alarms.Key}`), 'utf8'))).toEqual({ 'errors-0': {} });
});

test.each([
  ['service', { service: 'analyses', rule: 'high-error-rate' }, /no service 'analyses' in the playbook/],
  ['rule', { service: 'analysis-service', rule: 'errors' }, /no rule 'errors' in the playbook/],
])('a %s that the playbook does not have fails the synthesis', (_, wrong, message) => {
  expect(() => shopWith(1, (tocsin) => new TocsinAlarmAction(tocsin, wrong))).toThrow(message);
});
