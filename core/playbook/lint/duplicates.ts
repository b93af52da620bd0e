import type { Path } from '../source.ts';
import { type Finding, type Linted, wrong } from './finding.ts';

/** No id is used twice in one list: the second would never be found. */
export function* duplicates({ playbook, runbooks }: Linted): Iterable<Finding> {
  const { communication, assessment, levels, review } = playbook;
  const lists: [Path, readonly { id: string }[]][] = [
    [['severities'], playbook.severities],
    [['detection', 'rules'], playbook.detection.rules],
    [['assessment', 'checklist'], assessment.checklist],
    [['roles'], playbook.roles],
    [['escalation'], playbook.escalation.map((entry) => ({ id: 'ladder' in entry ? entry.ladder : entry.id }))],
    [['communication', 'messages'], communication.messages],
    [['communication', 'audiences'], communication.audiences],
    ...communication.audiences.flatMap((a, n): [Path, readonly { id: string }[]][] => [
      [['communication', 'audiences', n, 'fields'], a.fields],
      [['communication', 'audiences', n, 'final', 'fields'], a.final?.fields ?? []],
      [['communication', 'audiences', n, 'summary', 'fields'], a.summary?.fields ?? []],
    ]),
    [['mitigation', 'options'], playbook.mitigation.options],
    [['verification', 'pass'], playbook.verification.pass],
    [['closure', 'checklist'], playbook.closure.checklist],
    [['review', 'followUps'], review.followUps],
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
  const taken = ['by', 'what', 'next', 'text'];
  for (const [n, audience] of communication.audiences.entries()) {
    for (const [m, field] of audience.fields.entries()) {
      if (taken.includes(field.id))
        yield wrong(
          ['communication', 'audiences', n, 'fields', m, 'id'],
          `${JSON.stringify(field.id)} is a built-in name of every update`,
          `another id than ${taken.join(', ')}`,
        );
    }
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
