import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { own } from '#core/own';
import type { Pack } from '#core/playbook/pack';
import { samplePairs } from '#core/playbook/sample-pairs';
import type { IncidentResponse } from './incident-response.ts';

/**
 * Three alarms to begin with, from the playbook's own rules: the first service by its first two rules, the second by the first.
 * They watch metrics `<Playbook>/<Rule>` of dimension `Service`; an app that has alarms already adds those instead.
 */
export const sampleAlarms = (scope: Construct, tocsin: IncidentResponse, { playbook }: Pack): Alarm[] =>
  samplePairs(playbook).map(({ service, rule }) => {
    const name = `${service}-${rule.id}`;
    const { above, below } = rule.threshold ?? {};
    const alarm = new Alarm(scope, name, {
      alarmName: `${Stack.of(scope).stackName}-${name}`,
      alarmDescription: `${rule.title}: ${own(playbook.services, service)?.title ?? service}`,
      metric: new Metric({
        namespace: pascal(playbook.name),
        // What is measured is the rule's name without the word that judges it.
        metricName: pascal(rule.id.replace(/^(high|low)-/, '')),
        dimensionsMap: { Service: service },
        statistic: 'max',
        period: Duration.minutes(1),
      }),
      threshold: above ?? below ?? 0,
      comparisonOperator:
        below === undefined ? ComparisonOperator.GREATER_THAN_THRESHOLD : ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: minutesOf(rule.for),
      treatMissingData: TreatMissingData.IGNORE,
    });
    tocsin.addAlarm(alarm, { service, rule: rule.id });
    return alarm;
  });

const pascal = (name: string) => name.replaceAll(/(?:^|[-_])([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const minutesOf = (duration: string | undefined) => Number(/^(\d+)m$/.exec(duration ?? '')?.[1] ?? 1);
