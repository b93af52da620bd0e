import type { Playbook } from './schema.ts';

/** What the sample alarms of an app watch: the first service by the first two detection rules, the second by the first. */
export function samplePairs({ services, detection }: Pick<Playbook, 'services' | 'detection'>) {
  const [first, second] = Object.keys(services);
  const [rule, other] = detection.rules;
  const pairs = [
    { service: first, rule },
    { service: first, rule: other },
    { service: second, rule },
  ];
  return pairs.flatMap(({ service, rule: one }) =>
    service === undefined || one === undefined ? [] : [{ service, rule: one }],
  );
}

/** Whether an app's stack has an alarm of a rule for a service: a sample, or one that the rule itself asks for. */
export function measuredByCloudWatch(
  playbook: Pick<Playbook, 'services' | 'detection'>,
  rule: string,
  service: string,
): boolean {
  return (
    samplePairs(playbook).some((pair) => pair.rule.id === rule && pair.service === service) ||
    watchesItself(playbook, rule, service)
  );
}

/** Whether a rule says by `cloudwatch` how a service is measured. */
export function watchesItself({ detection }: Pick<Playbook, 'detection'>, rule: string, service: string): boolean {
  const { cloudwatch } = detection.rules.find(({ id }) => id === rule) ?? {};
  return cloudwatch !== undefined && (cloudwatch.services?.includes(service) ?? true);
}
