import { list, rulesOf, valueFor } from '#core/rules/expand';
import { conditionInWords, momentInWords } from '../board/playbook/rule-words.ts';
import { type Known, spanOf, titleOf } from '../board/talk.ts';
import { bullets, type Chapter, item, table, text, under } from './blocks.ts';
import { all, allOf, placeOf, ruleItem, toldInWords, whole } from './names.ts';

/** What follows an incident, and what happens by the calendar. */
export function after(known: Known): Chapter {
  const { playbook } = known.pack;
  const { meeting, report, items, severities, readiness } = playbook;
  const held = severities.flatMap(({ id }) => {
    const moment = valueFor(meeting?.at, id);
    return moment === undefined ? [] : [[id, momentInWords(moment, known)]];
  });
  const rules = rulesOf(playbook).filter(({ path }) => path.startsWith('review.'));
  const { reminders } = items;
  return {
    id: 'after',
    title: 'After it',
    blocks: [
      ...(meeting === undefined
        ? [text('No review is held.')]
        : under(`Review, for ${spanOf(meeting.lasts)}`, table(['Severity', 'When'], held))),
      ...(report.template === undefined
        ? []
        : [
            text(
              `A report is written from the timeline; ${report.ask === undefined ? 'who is paged when nobody else can be' : titleOf(known, report.ask)} publishes it.${report.sections.length === 0 ? '' : ` Its sections: ${report.sections.map(whole).join('; ')}.`}`,
            ),
          ]),
      ...under(
        'Other reports of an incident',
        bullets(
          Object.entries(report.others).map(([name, other]) => [
            `${whole(other.title)}: tocsin report ID --name ${name}${other.if === undefined ? '' : `, if ${conditionInWords(other.if, known)}`}.`,
          ]),
        ),
      ),
      ...under(
        'Action items that every review starts with',
        table(
          [
            'What',
            'Priority',
            'Owner',
            items.from === 'review' ? 'Due after the review' : 'Due within',
            'Horizon',
            'After',
          ],
          items.samples.map((i) => [
            whole(i.title),
            whole(i.priority),
            titleOf(known, i.owner),
            spanOf(i.due),
            i.horizon,
            i.dependsOn.map(whole).join(', '),
          ]),
        ),
      ),
      ...bullets(
        Object.entries(items.horizons).map(
          ([id, time]) => `Items of the horizon ${id} are due within ${spanOf(time)}.`,
        ),
      ),
      ...(reminders === undefined
        ? []
        : bullets([
            item(
              `Owners of open items are reminded at ${reminders.at}${reminders.businessDay ? ', on business days' : ''}`,
              [
                ...reminders.before.map((days) =>
                  days.startsWith('0') ? 'on the day itself' : `${spanOf(days)} before it is due`,
                ),
                ...(reminders.overdue === undefined
                  ? []
                  : [`every ${spanOf(reminders.overdue.every)} after that, ${reminders.overdue.times} times`]),
                ...(reminders.escalate === undefined
                  ? []
                  : [
                      `${spanOf(reminders.escalate.after)} after it was due this is told to ${allOf(known, reminders.escalate.to)}`,
                    ]),
              ],
            ),
          ])),
      ...under('What rules do after it', bullets(rules.map((rule) => ruleItem(known, rule)))),
      ...under(
        'By the calendar, without an incident',
        table(
          ['What', 'When', 'Who is told', 'Place'],
          readiness.map((r, n) => [
            whole(r.text ?? r.id),
            r.at === undefined
              ? `${r.before === undefined ? 'when' : `${spanOf(r.before)} before`} the duty of ${r.handover} is handed over`
              : everyInWords(known, r.at),
            all(list(r.do.tell).map((word) => toldInWords(known, word))),
            placeOf(known, `readiness.${n}`),
          ]),
        ),
      ),
    ],
  };
}

/** `each quarter, at 09:00 on the first business day of a quarter`: a moment that comes again and again. */
function everyInWords(known: Known, moment: string): string {
  const words = momentInWords(moment, known, 'later');
  return words.replace(/^(at \S+) on the next (\w+)$/, '$1 every $2');
}
