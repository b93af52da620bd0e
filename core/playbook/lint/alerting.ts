import { seconds } from '../words.ts';
import { type Finding, known, knownKeys, type Linted, wrong } from './finding.ts';

/** A day, which is as long as CloudWatch looks back at periods under an hour (PutMetricAlarm, EvaluationPeriods). */
const DAY = 86_400;

/** What other tools measure for detection rules, and how their JSON is read. */
export function* alerting({ playbook, vocabulary }: Linted): Iterable<Finding> {
  const services = Object.keys(playbook.services);
  for (const [n, rule] of playbook.detection.rules.entries()) {
    const at = ['detection', 'rules', n];
    yield* known([...at, 'prometheus', 'service'], rule.prometheus?.service, 'service', services);
    const { above, below } = rule.threshold ?? {};
    const measured = rule.prometheus ?? rule.cloudwatch;
    if (measured !== undefined && above !== undefined && below !== undefined)
      yield wrong([...at, 'threshold'], 'an alert compares with one limit', 'above or below, and a rule each');
    if (rule.cloudwatch === undefined) continue;
    yield* knownKeys([...at, 'cloudwatch', 'services'], Object.keys(rule.cloudwatch.services), 'service', services);
    if (above === undefined && below === undefined)
      yield wrong([...at, 'cloudwatch'], 'an alarm of CloudWatch needs a limit', 'a threshold with above or below');
    const period = seconds(rule.cloudwatch.period);
    const watched = rule.for === undefined ? period : seconds(rule.for);
    if (watched % period !== 0)
      yield wrong(
        [...at, 'for'],
        `${rule.for} is not a multiple of the period ${rule.cloudwatch.period}`,
        'a multiple of it: CloudWatch counts whole periods',
      );
    if (watched > DAY) yield wrong([...at, 'for'], `${rule.for} is longer than CloudWatch looks back`, 'at most 1d');
  }
  for (const [name, { map }] of Object.entries(playbook.detection.mappings ?? {})) {
    if (vocabulary.sources?.includes(name))
      yield wrong(
        ['detection', 'mappings', name],
        `${name} is a source that Tocsin reads by itself`,
        'another name; it is the last part of the address /v1/signals/<name>',
      );
    const fault = vocabulary.faultOf?.(map);
    if (fault !== undefined)
      yield wrong(
        ['detection', 'mappings', name, 'map'],
        `this is no expression that can be evaluated: ${fault}`,
        'JSONata that gives a signal, such as `{"key": id, "state": "firing", "at": time, "title": name}`',
      );
  }
}
