import type { SystemChange } from '../demo.ts';
import { among } from '../nearest.ts';
import { actsOf } from '../runbook.ts';
import type { Path } from '../source.ts';
import { type Finding, knownKeys, type Linted, wrong } from './finding.ts';

type Known = Pick<Linted, 'playbook' | 'runbooks' | 'vocabulary'>;

const noKey = (path: Path, message: string, hint: string, file: string): Finding => ({
  ...wrong(path, message, hint, file),
  what: 'key',
});

/** What a change of the demo service names: services of the playbook, and metrics that a check reads. */
export function* system(
  at: Path,
  { components = {}, metrics = {} }: SystemChange,
  { playbook, vocabulary }: Known,
  file: string,
): Iterable<Finding> {
  const services = Object.keys(playbook.services);
  yield* knownKeys([...at, 'components'], Object.keys(components), 'service', services, file);
  const kinds = Object.values(playbook.checks).map(({ kind }) => kind);
  const unnamed = vocabulary.checks.flatMap(({ kind, simulatedBy = [] }) => (kinds.includes(kind) ? simulatedBy : []));
  const read = JSON.stringify([playbook.checks, unnamed]);
  for (const name of Object.keys(metrics))
    if (!read.includes(name))
      yield noKey([...at, 'metrics', name], `no check reads ${name}`, 'a metric that stands in a check’s query', file);
}

/** Actions whose effect is said: those that a runbook has. */
export function* actions(at: Path, names: readonly string[], it: Known, file: string): Iterable<Finding> {
  const known = actionNames(it);
  for (const name of names)
    if (!known.includes(name))
      yield noKey(
        [...at, name],
        `no runbook has an action ${JSON.stringify(name)}`,
        among(name, known, 'an action of a runbook; there is none'),
        file,
      );
}

/** The last parts of what actions are called by: path, document, function. */
function actionNames({ runbooks, vocabulary }: Known): string[] {
  const acts = Object.values(runbooks).flatMap(actsOf);
  const words = acts.flatMap(({ act }) => {
    const bases = vocabulary.actions.find(({ kind }) => kind === act.kind)?.references(act) ?? [];
    return Object.values(act).filter(
      (value) => typeof value === 'string' && value !== act.kind && !bases.some(({ name }) => name === value),
    );
  });
  return [...new Set(words.map((value) => (String(value).split('/').at(-1) ?? '').replace(/:\d+$/, '')))];
}
