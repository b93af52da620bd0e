import type { Rule } from '../schema.ts';
import { seconds } from '../words.ts';
import { type Finding, known, type Linted, wrong } from './finding.ts';

/** What a rule compares against: an alarm of CloudWatch needs one number. */
const limitsOf = ({ threshold }: Rule): number[] =>
  [threshold?.above, threshold?.below].filter((limit) => limit !== undefined);

/** Sources of rules from which no alert or alarm could be made. */
export function* ruleSources({ playbook }: Linted): Iterable<Finding> {
  const services = Object.keys(playbook.services);
  for (const [n, rule] of playbook.detection.rules.entries()) {
    const at = ['detection', 'rules', n];
    yield* known([...at, 'prometheus', 'service'], rule.prometheus?.service, 'service', services);
    if (rule.cloudwatch === undefined) continue;
    yield* known([...at, 'cloudwatch', 'services'], rule.cloudwatch.services, 'service', services);
    yield* ofAlarm([...at, 'cloudwatch'], rule, rule.cloudwatch.period);
  }
}

const DAY = 86_400;

function* ofAlarm(at: (string | number)[], rule: Rule, period: string): Iterable<Finding> {
  if (limitsOf(rule).length !== 1)
    yield wrong(
      at,
      `an alarm of CloudWatch compares with one number, and ${rule.id} has ${limitsOf(rule).length}`,
      'a threshold with either above or below',
    );
  const length = seconds(period);
  const whole = length % 60 === 0 && length > 0;
  if (!whole && ![10, 20, 30].includes(length))
    yield wrong([...at, 'period'], `CloudWatch has no period of ${period}`, '10s, 20s, 30s, or whole minutes');
  const lasts = seconds(rule.for ?? period);
  if (length > 0 && (lasts % length !== 0 || lasts === 0))
    yield wrong(
      [...at, 'period'],
      `${rule.id} lasts ${rule.for}, which is not whole periods of ${period}`,
      'a period that goes into it',
    );
  // docs.aws.amazon.com/AmazonCloudWatch, PutMetricAlarm: EvaluationPeriods
  if (lasts > (length >= 3_600 ? 7 * DAY : DAY))
    yield wrong(
      [...at, 'period'],
      `CloudWatch looks back a day, or a week by periods of 1h, and ${rule.id} lasts ${rule.for}`,
      'a shorter for of the rule',
    );
}
