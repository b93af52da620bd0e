import type { Playbook } from '#core/playbook/schema';
import { pagedBy } from '#core/rules/paging';
import { isAnswered } from '../each.ts';
import { dueRules } from '../rules/due.ts';
import type { Deadline } from './deadline.ts';
import type { Grounds } from './grounds.ts';

/** The rules that are still to act. An acknowledged incident that flaps pages nobody further until that has stopped. */
export function* rules(i: Grounds, playbook: Playbook): Generator<Deadline> {
  const quiet = i.flapping !== undefined && i.acknowledged !== undefined;
  for (const by of dueRules(i, playbook)) {
    if (quiet && pagedBy(by.rule).length > 0 && isAnswered(i, playbook, by.rule)) continue;
    yield { does: 'act', by, key: `rule/${by.rule.id}/${by.start}/${by.n}`, due: by.due };
  }
}
