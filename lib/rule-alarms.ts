import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { own } from '#core/own';
import type { Pack } from '#core/playbook/pack';
import type { CloudWatchSource } from '#core/playbook/rule-sources';
import type { Rule } from '#core/playbook/schema';
import { seconds } from '#core/playbook/words';
import { nameOf } from './names.ts';
import type { Watches } from './props.ts';

/**
 * The alarms of a playbook's rules that say by `cloudwatch` how they are measured: one for each service, and one more for each severity to
 * which a higher value raises, for an alarm tells of its value only when it begins to fire.
 */
export function ruleAlarms(product: Construct, { playbook }: Pack): { alarm: Alarm; watches: Watches }[] {
  const scope = new Construct(product, 'RuleAlarms');
  return playbook.detection.rules.flatMap((rule) => {
    const { cloudwatch } = rule;
    if (cloudwatch === undefined) return [];
    return (cloudwatch.services ?? Object.keys(playbook.services)).flatMap((service) =>
      limitsOf(rule).map(([behind, limit]) => {
        const name = `${service}--${rule.id}${behind}`;
        const title = own(playbook.services, service)?.title ?? service;
        const alarm = alarmOf(scope, name, {
          source: cloudwatch,
          lasts: rule.for,
          limit,
          alarmName: nameOf(product, name),
          alarmDescription: `${rule.title}: ${title}`,
          service,
        });
        return { alarm, watches: { service, rule: rule.id } };
      }),
    );
  });
}

/** What a rule compares with, each with the end of its alarm's name; bands by a fact are for people to tell. */
const limitsOf = ({ threshold, higher }: Rule): [string, { above: number } | { below: number }][] => {
  const { above, below } = threshold ?? {};
  return [
    ...(above === undefined ? [] : [['', { above }] as [string, { above: number }]]),
    ...(below === undefined ? [] : [['', { below }] as [string, { below: number }]]),
    ...higher
      .filter(({ fact }) => fact === undefined)
      .map((one): [string, { above: number }] => [`-above-${one.above}`, { above: one.above }]),
  ];
};

interface Made {
  source: CloudWatchSource;
  lasts: string | undefined;
  limit: { above: number } | { below: number };
  alarmName: string;
  alarmDescription: string;
  service: string;
}

function alarmOf(scope: Construct, id: string, { source, lasts, limit, service, ...names }: Made): Alarm {
  const period = seconds(source.period);
  const dimensions = Object.entries(source.dimensions).map(([name, value]) => [
    name,
    value.replaceAll('{service}', service),
  ]);
  return new Alarm(scope, id, {
    ...names,
    metric: new Metric({
      namespace: source.namespace,
      metricName: source.metric,
      dimensionsMap: Object.fromEntries(dimensions),
      statistic: source.statistic,
      period: Duration.seconds(period),
    }),
    threshold: 'above' in limit ? limit.above : limit.below,
    comparisonOperator:
      'above' in limit ? ComparisonOperator.GREATER_THAN_THRESHOLD : ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: lasts === undefined ? 1 : seconds(lasts) / period,
    // what is not measured is neither well nor ill: the alarm stays as it is
    treatMissingData: TreatMissingData.IGNORE,
  });
}
