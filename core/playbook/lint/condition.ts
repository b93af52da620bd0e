import type { Condition } from '#core/rules/condition';
import { rulesOf } from '#core/rules/expand';
import type { Path } from '../source.ts';
import { statusWords } from '../words-of.ts';
import { type Finding, known, knownKeys, type Linted } from './finding.ts';

/** Every name in a condition exists. A list of conditions is read as `any`, so the places of its parts are those of the whole. */
export function* conditionNames(
  path: Path,
  c: Condition | undefined,
  it: Pick<Linted, 'playbook' | 'people'>,
  file = 'playbook.yaml',
): Iterable<Finding> {
  if (c === undefined) return;
  const { playbook, people } = it;
  const { detection, places } = playbook;
  const words = [
    ['severity', c.severity, 'severity', playbook.severities.map((s) => s.id)],
    ['status', c.status, 'status', statusWords(playbook)],
    ['service', c.service, 'service', Object.keys(playbook.services)],
    ['category', c.category, 'category', detection.rules.flatMap((r) => r.category ?? [])],
    ['told', c.told, 'place', Object.keys(places)],
    ['done', c.done, 'rule', rulesOf(playbook).map((rule) => rule.id)],
  ] as const;
  for (const [field, names, kind, all] of words) yield* known([...path, field], names, kind, all, file);
  if (c.acknowledged !== true) {
    const meant = [...playbook.roles.map((r) => r.id), ...Object.keys(people.targets)];
    yield* known([...path, 'acknowledged'], c.acknowledged, 'role or target', meant, file);
  }
  yield* knownKeys([...path, 'check'], Object.keys(c.check ?? {}), 'check', Object.keys(playbook.checks), file);
  for (const [n, one] of (c.any ?? []).entries()) yield* conditionNames([...path, 'any', n], one, it, file);
  yield* conditionNames([...path, 'not'], c.not, it, file);
}
