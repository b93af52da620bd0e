import { rulesOn } from '#core/rules/expand';
import { seconds } from '../words.ts';
import { type Finding, type Linted, note, pathOf, wrong } from './finding.ts';

/** Reminders of action items have words, a calendar where they ask for one, and escalate after the owner has heard of it. */
export function* reminders({ playbook }: Linted): Iterable<Finding> {
  const rules = playbook.items.reminders;
  const at = ['items', 'reminders'];
  const telling = rulesOn(playbook, 'item-due');
  if (rules === undefined) {
    for (const { path, on } of telling)
      yield wrong(
        pathOf(path),
        `nothing is ever due of an action item: ${on?.length === 1 ? 'this rule never acts' : 'at item-due this rule never acts'}`,
        'items: { reminders: { at: "09:00", before: [2d] } }, or no item-due',
      );
    if (telling.length === 0 && playbook.items.samples.length > 0)
      yield note(['items'], 'nobody is reminded of action items: there are no reminders');
    return;
  }
  for (const rule of telling) {
    const path = pathOf(rule.path);
    if (rule.if !== undefined || rule.unless !== undefined)
      yield wrong(
        path,
        'a condition of a rule for item-due: every owner is reminded, whatever the incident was',
        'no if and no unless, and a rule of its own where it has other events too',
      );
    if (rule.do.some((action) => !('tell' in action)))
      yield wrong(path, 'an action item that is due wakes nobody', 'tell, and nothing else');
    if (rule.on?.length !== 1) yield wrong(path, 'item-due beside other events', 'a rule with on: item-due alone');
  }
  if (telling.length > 1)
    yield wrong(pathOf(telling[1]?.path ?? ''), 'a second rule for item-due', 'one rule with on: item-due');
  if (rules.before.length === 0 && rules.overdue === undefined && rules.escalate === undefined)
    yield wrong(at, 'nobody is reminded of anything', 'before, overdue or escalate');
  if (rules.businessDay && playbook.businessCalendar === undefined)
    yield wrong(
      [...at, 'businessDay'],
      'businessDay needs a calendar, and businessCalendar is not set',
      'businessCalendar: one of calendars',
    );
  const { overdue, escalate } = rules;
  if (overdue !== undefined && escalate !== undefined && seconds(escalate.after) < seconds(overdue.every))
    yield wrong(
      [...at, 'escalate', 'after'],
      `escalated ${escalate.after} after the due date, before the owner is reminded of it (${overdue.every})`,
      `at least ${overdue.every}`,
    );
}
