import { own } from '#core/own';
import type { Playbook, Rule } from '#core/playbook/schema';

interface AlertRule {
  alert: string;
  expr: string;
  for?: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}
/** A rule file of Prometheus. */
export interface RuleFile {
  groups: { name: string; rules: AlertRule[] }[];
}

/**
 * The alerts by which Prometheus watches a playbook's detection rules. They come back by `/v1/signals/alertmanager` as the rule that they are
 * of, with the value by which it is rated. Alertmanager tells of an alert once, when it begins to fire: so each severity to which a higher value
 * raises has an alert of its own, which fires at once while that of the rule does.
 */
export const ruleFile = (playbook: Playbook): RuleFile => ({
  groups: [
    {
      name: `tocsin-${playbook.name}`,
      rules: playbook.detection.rules.flatMap((rule) => alertsOf(rule, playbook)),
    },
  ],
});

/** The rules that a rule file leaves out. */
export const unwatched = ({ detection }: Playbook): string[] =>
  detection.rules.flatMap(({ id, prometheus }) => (prometheus === undefined ? [id] : []));

/** Labels by which signals are known to be about a service, and so by which alerts of one rule belong together. */
const about = 'service, job, app, project';

function alertsOf(rule: Rule, playbook: Playbook): AlertRule[] {
  const { id, prometheus, threshold, higher } = rule;
  if (prometheus === undefined) return [];
  const { service } = prometheus;
  const expr = prometheus.expr.trim();
  // a comment goes on to the end of its line
  const measured = expr.includes('#') ? `(${expr}\n)` : `(${expr})`;
  const labels = { rule: id, ...(service !== undefined && { service }) };
  const above = threshold?.above === undefined ? [] : [`${measured} > ${threshold.above}`];
  const below = threshold?.below === undefined ? [] : [`${measured} < ${threshold.below}`];
  const fires = [...above, ...below].join(' or ') || expr;
  const whileItDoes = `and on (${service === undefined ? about : ''}) ALERTS{alertname="${id}", alertstate="firing"}`;
  return [
    {
      alert: id,
      expr: fires,
      ...(rule.for !== undefined && { for: rule.for }),
      labels: { ...labels, severity: severityOf(rule, playbook) },
      annotations: wordsOf(rule, fires === expr),
    },
    ...higher
      .filter(({ fact }) => fact === undefined)
      .map(({ above: limit, severity }) => ({
        alert: `${id}-above-${limit}`,
        expr: `${measured} > ${limit} ${whileItDoes}`,
        labels: { ...labels, severity },
        annotations: wordsOf(rule, false),
      })),
  ];
}

/** Text that Prometheus repeats as it is, and does not evaluate. */
const literal = (text: string): string => text.replaceAll('{{', '{{ "{{" }}');

/** For Alertmanager's routes and for readers; what rates is the rule itself, when the alert comes back. */
function severityOf({ severity, severityIfCritical, prometheus }: Rule, { services }: Playbook): string {
  if (severityIfCritical === undefined) return severity;
  const { service } = prometheus ?? {};
  if (service !== undefined) return own(services, service)?.critical === true ? severityIfCritical : severity;
  const critical = Object.entries(services).flatMap(([id, { critical: is }]) => (is ? [JSON.stringify(id)] : []));
  return critical.length === 0
    ? severity
    : `{{ if eq (or $labels.service $labels.job $labels.app $labels.project) ${critical.join(' ')} }}${severityIfCritical}{{ else }}${severity}{{ end }}`;
}

/** What is a condition as it stands has no value that the rule could be rated by. */
const wordsOf = ({ title, measures }: Rule, isCondition: boolean): Record<string, string> => ({
  summary: literal(title),
  ...(measures !== undefined && { description: literal(measures) }),
  ...(!isCondition && { value: '{{ $value }}' }),
});
