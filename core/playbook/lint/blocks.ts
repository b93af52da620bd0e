import { type Expanded, rulesOf } from '#core/rules/expand';
import { LATE } from '#core/rules/rule';
import { type Finding, type Linted, pathOf, wrong } from './finding.ts';

/** What happens only once an incident has got there. */
const AFTER = {
  resolved: new Set<string>(LATE),
  closed: new Set<string>(LATE.filter((event) => event !== 'resolved' && event !== 'review-scheduled')),
} as const;

/** What holds an incident before its end is given before that end. */
export function* blocks({ playbook }: Linted): Iterable<Finding> {
  const rules = rulesOf(playbook);
  const said = new Set<string>();
  for (const end of ['resolved', 'closed'] as const) {
    const late = after(rules, AFTER[end]);
    for (const rule of rules) {
      if (said.has(rule.path) || !late.has(rule.id)) continue;
      if (!rule.do.some((act) => 'task' in act && act.blocks === end)) continue;
      said.add(rule.path);
      const when = rule.on === undefined ? `after ${rule.since}` : `at ${rule.on.join(' or ')}`;
      yield wrong(
        pathOf(rule.path),
        `blocks: ${end}, and it is given ${when}, when the incident has got there`,
        end === 'resolved' ? 'blocks: closed, or an earlier event' : 'no blocks, or an earlier event',
      );
    }
  }
}

/** The rules that act at these events alone, or count from them, or from such a rule. */
function after(rules: readonly Expanded[], events: ReadonlySet<string>): ReadonlySet<string> {
  const late = new Set<string>();
  for (let before = -1; before !== late.size; ) {
    before = late.size;
    for (const { id, on, since } of rules)
      if (on === undefined ? events.has(since) || late.has(since) : on.every((event) => events.has(event)))
        late.add(id);
  }
  return late;
}
