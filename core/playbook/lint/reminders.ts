import { seconds } from '../words.ts';
import { type Finding, type Linted, note, wrong } from './finding.ts';

/** Reminders of action items have words, a calendar where they ask for one, and escalate after the owner has heard of it. */
export function* reminders({ playbook }: Linted): Iterable<Finding> {
  const rules = playbook.review.reminders;
  const at = ['review', 'reminders'];
  const messages = playbook.communication.messages;
  const words = messages.findIndex(({ on }) => on.includes('item-due'));
  if (rules === undefined) {
    if (words >= 0)
      yield wrong(
        ['communication', 'messages', words, 'on'],
        'nothing is ever due of an action item: this message is never sent',
        'review: { reminders: { at: "09:00", before: [2d] } }, or no item-due',
      );
    else if (playbook.review.items.length > 0)
      yield note(['review'], 'nobody is reminded of action items: there are no reminders');
    return;
  }
  for (const [n, { on, severities, onlyIfTold, publicStatus }] of messages.entries()) {
    if (!on.includes('item-due')) continue;
    const place = ['communication', 'messages', n];
    if (n !== words)
      yield wrong(place, 'a second message for item-due is never sent', 'one message with on: [item-due]');
    for (const [field, given] of Object.entries({ severities, onlyIfTold, publicStatus }))
      if (given !== undefined)
        yield wrong(
          [...place, field],
          `${field} of a message for item-due: every owner is reminded, whatever the incident was`,
          `no ${field}, and a message of its own where it has other moments too`,
        );
  }
  if (words < 0)
    yield wrong(at, 'no message has words for it', 'a message with on: [item-due] under communication.messages');
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
