import { CHAPTERS } from '#core/rules/expand';
import type { Entry } from '#core/rules/rule';
import type { Path } from '../source.ts';
import { type Finding, type Linted, wrong } from './finding.ts';

/** No id is used twice in one list: the second would never be found. */
export function* duplicates({ playbook, runbooks }: Linted): Iterable<Finding> {
  const { updates, levels } = playbook;
  const lists: [Path, readonly { id: string }[]][] = [
    [['severities'], playbook.severities],
    [['detection', 'rules'], playbook.detection.rules],
    [['roles'], playbook.roles],
    [['updates'], updates],
    ...updates.flatMap((update, n): [Path, readonly { id: string }[]][] => [
      [['updates', n, 'fields'], update.fields],
      [['updates', n, 'final', 'fields'], update.final?.fields ?? []],
    ]),
    [['choice', 'options'], playbook.choice.options],
    [['verification', 'pass'], playbook.verification.pass],
    [['readiness'], playbook.readiness],
  ];
  for (const [path, list] of lists) yield* twice(path, list);
  for (const [id, runbook] of Object.entries(runbooks)) {
    yield* twice(['steps'], runbook.steps, `runbooks/${id}.yaml`);
    yield* twice(['pass'], runbook.pass ?? [], `runbooks/${id}.yaml`);
  }
  for (const [n, level] of levels.entries()) {
    if (levels.findIndex((l) => l.level === level.level) !== n)
      yield wrong(['levels', n, 'level'], `level ${level.level} is used twice`, 'each level once');
  }
  for (const id of Object.keys(playbook.digests))
    if (Object.hasOwn(playbook.moments, id))
      yield wrong(
        ['digests', id],
        `${id} is a moment too`,
        'another name: a cell of a matrix names moments and digests',
      );
  yield* rulesTwice(playbook);
  yield* rowsTwice(playbook);
  const taken = ['by', 'what', 'next', 'text'];
  for (const [n, update] of updates.entries()) {
    for (const [m, field] of update.fields.entries()) {
      if (taken.includes(field.id))
        yield wrong(
          ['updates', n, 'fields', m, 'id'],
          `${JSON.stringify(field.id)} is a built-in name of every update`,
          `another id than ${taken.join(', ')}`,
        );
    }
  }
}

/** The id of an entry of a chapter, and the key that holds it. */
const nameOf = (entry: Entry): readonly [key: string, id: string] => {
  if ('ladder' in entry) return ['ladder', entry.ladder];
  if ('checklist' in entry) return ['checklist', entry.checklist];
  return 'matrix' in entry ? ['matrix', entry.matrix] : ['id', entry.id];
};

/** A rule's id names it in all chapters together: `since` and `done` say no chapter. */
function* rulesTwice(playbook: Linted['playbook']): Iterable<Finding> {
  const first = new Map<string, string>();
  for (const chapter of CHAPTERS)
    for (const [n, entry] of playbook[chapter].entries()) {
      const [key, id] = nameOf(entry);
      const before = first.get(id);
      if (before === undefined) first.set(id, `entry ${n + 1} of ${chapter}`);
      else
        yield wrong(
          [chapter, n, key],
          `the id ${JSON.stringify(id)} is used twice`,
          `another id; ${before} has this one`,
        );
    }
}

/** A row of a matrix names its rule: of two that are called alike only the first would act. */
function* rowsTwice(playbook: Linted['playbook']): Iterable<Finding> {
  for (const chapter of CHAPTERS)
    for (const [n, entry] of playbook[chapter].entries()) {
      if (!('matrix' in entry)) continue;
      const { matrix, columns, page = {}, tell = {} } = entry;
      for (const [m, column] of columns.entries())
        if (columns.indexOf(column) !== m)
          yield wrong([chapter, n, 'columns', m], `${column} has two columns`, 'each severity once');
      for (const who of Object.keys(tell))
        if (Object.hasOwn(page, who))
          yield wrong(
            [chapter, n, 'tell', who],
            `${who} is told by the rule ${matrix}.${who}, which pages ${who}: of two rules called alike only the first acts`,
            `a matrix of its own for what ${who} is told`,
          );
    }
}

function* twice(path: Path, list: readonly { id: string }[], file?: string): Iterable<Finding> {
  for (const [n, { id }] of list.entries()) {
    const first = list.findIndex((other) => other.id === id);
    if (first !== n)
      yield wrong(
        [...path, n, 'id'],
        `the id ${JSON.stringify(id)} is used twice`,
        `another id; entry ${first + 1} has this one`,
        file,
      );
  }
}
