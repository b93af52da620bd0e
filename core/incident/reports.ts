import type { Playbook } from '#core/playbook/schema';
import { holds } from '#core/rules/holds';
import { knownOf } from './rules/known.ts';
import type { Incident } from './state.ts';

/** The reports of an incident as it stands: the playbook's own, which has no name, and those of the others whose condition holds. */
export function reportsOf(
  i: Incident,
  playbook: Playbook,
  now: Date,
): { name?: string; title: string; template: string }[] {
  const { template, others } = playbook.report;
  const known = knownOf(i, playbook, now.getTime());
  return [
    ...(template === undefined ? [] : [{ title: 'Report', template }]),
    ...Object.entries(others).flatMap(([name, { title, template: file, if: condition }]) =>
      holds(condition, known) ? [{ name, title, template: file }] : [],
    ),
  ];
}
