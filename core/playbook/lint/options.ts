import { type Finding, type Linted, wrong } from './finding.ts';

/** The question how to mend an incident has an option for whatever alarm has opened it: one without could not be answered. */
export function* options({ playbook: { choice, detection } }: Linted): Iterable<Finding> {
  for (const [n, { id }] of detection.rules.entries())
    if (choice.options.every(({ rules }) => rules !== undefined && !rules.includes(id)))
      yield wrong(
        ['detection', 'rules', n, 'id'],
        `no option of the choice is for ${id}: nobody could answer how to mend it`,
        `an option with ${id} among its rules, or one without rules`,
      );
}
