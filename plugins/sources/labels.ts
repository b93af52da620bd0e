import { own } from '#core/own';
import type { Allowed } from './allowed.ts';

/** What a source says of an alert besides its words. */
export type Labels = Readonly<Record<string, string>>;

/** The labels that may name a service, in this order. */
const naming = ['service', 'job', 'app', 'project'] as const;

/**
 * The service and the rule of the playbook that an alert of a verified source is about. The rule is that of the label `rule`, else the one
 * that the alert is called after, else the first whose `matches` all fit. A name may be `<service>--<rule>`, as alarms' names are.
 */
export function aboutOf(
  name: string,
  labels: Labels,
  { services, rules, ruleWords = [] }: Allowed,
): { service?: string; rule?: string } {
  const [before = '', behind = ''] = name.split('--');
  const service = [...naming.map((label) => own(labels, label)), before].find(
    (one) => one !== undefined && services.includes(one),
  );
  const rule =
    [own(labels, 'rule'), name, behind].find((one) => one !== undefined && rules.includes(one)) ??
    ruleWords.find(({ matches }) => matches !== undefined && fits(matches, labels))?.id;
  return { ...(service === undefined ? {} : { service }), ...(rule === undefined ? {} : { rule }) };
}

const fits = (matches: Labels, labels: Labels): boolean =>
  Object.entries(matches).every(([label, value]) => own(labels, label) === value);
