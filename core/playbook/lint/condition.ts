import { tickable } from '#core/incident/work';
import { own } from '#core/own';
import type { Condition } from '#core/rules/condition';
import { list, rulesOf } from '#core/rules/expand';
import { factValue, formOfFact } from '../facts.ts';
import type { Path } from '../source.ts';
import { derivedWords } from '../who.ts';
import { categoriesOf, statusWords } from '../words-of.ts';
import { type Finding, known, knownKeys, type Linted, wrong } from './finding.ts';
import { someBetween } from './range.ts';

/** Every name in a condition exists. A list of conditions is read as `any`, so the places of its parts are those of the whole. */
export function* conditionNames(
  path: Path,
  c: Condition | undefined,
  it: Pick<Linted, 'playbook' | 'people' | 'vocabulary'>,
  file = 'playbook.yaml',
): Iterable<Finding> {
  if (c === undefined) return;
  const { playbook, people, vocabulary } = it;
  const { places } = playbook;
  const words = [
    ['severity', c.severity, 'severity', playbook.severities.map((s) => s.id)],
    ['status', c.status, 'status', statusWords(playbook)],
    ['service', c.service, 'service', Object.keys(playbook.services)],
    ['category', c.category, 'category', categoriesOf(playbook)],
    ['told', c.told, 'place', Object.keys(places)],
    ['done', c.done, 'rule', rulesOf(playbook).flatMap(({ id, before }) => (before === undefined ? [id] : []))],
    ['ticked', c.ticked, 'task', tickable(playbook)],
  ] as const;
  for (const [field, names, kind, all] of words) yield* known([...path, field], names, kind, all, file);
  yield* sources([...path, 'source'], c.source, playbook, vocabulary, file);
  yield* facts([...path], c, playbook, file);
  if (c.acknowledged !== true) {
    const meant = [...playbook.roles.map((r) => r.id), ...Object.keys(people.targets), ...derivedWords(playbook)];
    yield* known([...path, 'acknowledged'], c.acknowledged, 'role or target', meant, file);
  }
  yield* knownKeys([...path, 'check'], Object.keys(c.check ?? {}), 'check', Object.keys(playbook.checks), file);
  for (const [name, limits] of Object.entries(c.check ?? {}))
    yield* someBetween([...path, 'check', name], limits, file);
  for (const [n, one] of (c.any ?? []).entries()) yield* conditionNames([...path, 'any', n], one, it, file);
  yield* conditionNames([...path, 'not'], c.not, it, file);
}

/** Where an incident can come from: a source that ships or that the app adds, a mapping, one that the playbook names, a person, planned work. */
function* sources(
  path: Path,
  names: Condition['source'],
  { detection }: Linted['playbook'],
  { sources: heard }: Linted['vocabulary'],
  file: string,
): Iterable<Finding> {
  if (heard === undefined) return;
  const all = [...heard, ...Object.keys(detection.mappings ?? {}), ...detection.sources, 'manual', 'maintenance'];
  yield* known(path, names, 'source', [...new Set(all)], file);
}

/** Facts are those of the playbook, and are compared with what they can be. */
function* facts(path: Path, c: Condition, { facts: known }: Linted['playbook'], file: string): Iterable<Finding> {
  yield* knownNames([...path, 'known'], c.known, known, file);
  for (const [name, wanted] of Object.entries(c.fact ?? {})) {
    const fact = own(known, name);
    if (fact === undefined) {
      yield* knownKeys([...path, 'fact'], [name], 'fact', Object.keys(known), file);
      continue;
    }
    const at = [...path, 'fact', name];
    if (typeof wanted === 'object' && !Array.isArray(wanted)) {
      if (fact.type !== 'number')
        yield wrong(at, `limits for ${name}, which is no number`, `${formOfFact(fact)}`, file);
      else yield* someBetween(at, wanted, file);
      continue;
    }
    for (const value of list(wanted))
      if (factValue(fact, value) !== value)
        yield wrong(at, `${name} is never ${JSON.stringify(value)}`, formOfFact(fact), file);
  }
}

const knownNames = (path: Path, names: string | readonly string[] | undefined, all: object, file: string) =>
  known(path, names, 'fact', Object.keys(all), file);
