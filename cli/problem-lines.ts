import type { InvalidPlaybook } from '#adapters/files/load-playbook';
import { formatProblems } from '#core/playbook/source';

/** More would scroll the first ones away; `--output json` has them all. */
const MOST_LINES = 100;

/** What is wrong with a playbook, one problem a line, and how many more there are. */
export function problemLines({ problems }: Pick<InvalidPlaybook, 'problems'>): string {
  const left = problems.length - MOST_LINES;
  return [...formatProblems(problems.slice(0, MOST_LINES)), ...(left > 0 ? [`${left} more`] : [])].join('\n');
}
