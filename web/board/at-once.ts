import { own } from '#core/own';
import type { Playbook } from '#core/playbook/schema';
import { seconds } from '#core/playbook/words';
import { rulesOf, valueFor } from '#core/rules/expand';
import { holds } from '#core/rules/holds';
import { pagedBy } from '#core/rules/paging';

/** Whom the playbook pages as soon as somebody declares an incident of this severity: targets and roles. */
export function pagedAtOnce(playbook: Playbook, severity: string): string[] {
  const fresh = {
    severity,
    status: playbook.statuses.opened.word,
    source: 'manual',
    fact: (name: string) => (own(playbook.facts, name)?.type === 'flag' ? false : undefined),
    known: () => false,
    acknowledged: () => false,
    told: () => false,
    done: () => false,
    ticked: () => false,
    openFor: 0,
  };
  const first = rulesOf(playbook).filter(({ on, before, since, after, if: condition }) => {
    const wait = valueFor(after, severity);
    const counts = since === 'opened' || since === 'unacknowledged';
    if (before !== undefined || on?.includes('opened') === false) return false;
    return counts && wait !== undefined && seconds(wait) === 0 && holds(condition, fresh);
  });
  return [...new Set(first.flatMap(pagedBy))];
}
