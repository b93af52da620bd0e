import { cadenceOf } from '#core/incident/deadlines/updates';
import { list, valueFor, workOf } from '#core/rules/expand';
import { own } from '../../own.ts';
import type { Update } from '../communication.ts';
import { statusWords } from '../words-of.ts';
import { type Finding, type Linted, note } from './finding.ts';
import { templatesUsed } from './template-uses.ts';

/** Where the playbook says nothing, and the engine therefore does nothing (rule G7). */
export function* silence({ playbook, runbooks, templates }: Linted): Iterable<Finding> {
  for (const [n, severity] of playbook.severities.entries()) {
    const at = ['severities', n];
    if (severity.targets.respond === undefined)
      yield note(at, `${severity.id} has no response target, so a miss is never recorded`);
    if (severity.targets.resolve === undefined)
      yield note(at, `${severity.id} has no resolution target, so a miss is never recorded`);
    if (severity.pagesNobody !== undefined) continue;
    const told = playbook.updates.some((update) => isOwed(update, severity.id, statusWords(playbook)));
    if (!told) yield note(at, `${severity.id} has no cadence: nobody is reminded of updates`);
    if (valueFor(playbook.meeting?.at, severity.id) === undefined)
      yield note(at, `${severity.id} has no review meeting`);
    if (own(playbook.watch, severity.id) === undefined)
      yield note(at, `${severity.id} has no observation window after the resolution`);
  }
  if (!workOf(playbook).some(({ act }) => 'task' in act && act.blocks === 'closed'))
    yield note([], 'no task must be done before an incident is closed: incidents close automatically');
  if (playbook.verification.stability === undefined)
    yield note(
      ['verification'],
      'there are no stability criteria: the first verification that holds resolves the incident',
    );
  if (playbook.room === undefined) yield note([], 'there is no war room');
  for (const [n, row] of playbook.triage.impactMatrix.entries()) {
    if (row.severity === undefined)
      yield note(
        ['triage', 'impactMatrix', n],
        `the level ${row.level} maps to no severity: it is shown and never used for the rating`,
      );
  }
  const named = new Set([
    ...playbook.choice.options.flatMap((o) => o.runbook ?? []),
    ...playbook.detection.rules.flatMap((r) => r.runbook ?? []),
  ]);
  for (const id of Object.keys(runbooks))
    if (!named.has(id)) yield note([], `no rule and no option uses this runbook`, `runbooks/${id}.yaml`);
  const used = templatesUsed(playbook);
  const included = Object.values(templates).join('\n');
  for (const id of Object.keys(templates)) {
    if (!used.has(id) && !new RegExp(`(include|render)\\s+['"]${id}['"]`).test(included))
      yield note([], 'no message uses this template', `templates/${id}.liquid`);
  }
}

/** Whether updates are ever asked for at a severity. */
function isOwed(update: Update, severity: string, statuses: readonly string[]): boolean {
  const asked = update.if?.severity;
  if (asked !== undefined && !list(asked).includes(severity)) return false;
  return statuses.some((status) => cadenceOf(update, severity, status) !== undefined);
}
