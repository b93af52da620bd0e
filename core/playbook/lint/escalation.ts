import { askedBy } from '../runbook.ts';
import type { Path } from '../source.ts';
import { seconds } from '../words.ts';
import { type Finding, type Linted, wrong } from './finding.ts';

/** The ladder: one rule for one moment, each step within reach, every severity with somebody who answers for it. */
export function* escalation({ playbook, runbooks }: Linted): Iterable<Finding> {
  const { steps } = playbook.escalation;
  for (const [n, step] of steps.entries()) {
    for (const [m, other] of steps.slice(0, n).entries()) {
      const shared = step.severities.filter((s) => other.severities.includes(s));
      const both = step.page.filter((target) => other.page.includes(target));
      const sameMoment =
        seconds(step.after) === seconds(other.after) && step.from === other.from && step.calendar === other.calendar;
      if (!sameMoment || shared.length === 0 || both.length === 0) continue;
      if (step.unless !== other.unless) {
        yield wrong(
          ['escalation', 'steps', n, 'unless'],
          `rules ${other.id} (entry ${m + 1}) and ${step.id} page ${both.join(', ')} at ${step.after} in ${shared.join(', ')}, one unless ${other.unless}, one unless ${step.unless}`,
          'one rule for each moment',
        );
      } else {
        yield wrong(
          ['escalation', 'steps', n, 'page'],
          `${both.join(', ')} is paged at ${step.after} in ${shared.join(', ')} by rule ${other.id} already`,
          `a step without ${both.join(', ')}`,
        );
      }
    }
    const silent = step.severities.filter((id) =>
      playbook.severities.some((s) => s.id === id && s.pagesNobody !== undefined),
    );
    if (silent.length > 0 && step.page.length > 0)
      yield wrong(
        ['escalation', 'steps', n, 'severities'],
        `${silent.join(', ')} pages nobody, so this step is never reached`,
        `severities that page: ${playbook.severities
          .filter((s) => s.pagesNobody === undefined)
          .map((s) => s.id)
          .join(', ')}`,
      );
    if (step.from === 'progress' && seconds(step.after) === 0)
      yield wrong(['escalation', 'steps', n, 'after'], 'a time without progress of zero', 'a time, such as 15m');
  }
  for (const [n, severity] of playbook.severities.entries()) {
    const paging = steps.some((s) => s.severities.includes(severity.id) && s.page.length > 0);
    if (!paging && severity.pagesNobody === undefined)
      yield wrong(
        ['severities', n],
        `${severity.id} pages nobody and has no owner`,
        `a step of the escalation that pages, or pagesNobody: { owner: … }`,
      );
    if (severity.targets.respond === 'next-business-day' && playbook.businessCalendar === undefined)
      yield wrong(
        ['severities', n, 'targets', 'respond'],
        'next-business-day needs a calendar, and businessCalendar is not set',
        'businessCalendar: one of calendars',
      );
  }
  for (const [n, rule] of playbook.review.rules.entries()) {
    if (rule.businessDay && playbook.businessCalendar === undefined)
      yield wrong(
        ['review', 'rules', n, 'businessDay'],
        'businessDay needs a calendar, and businessCalendar is not set',
        'businessCalendar: one of calendars',
      );
  }
  for (const [id, calendar] of Object.entries(playbook.calendars)) {
    if (calendar.from >= calendar.to)
      yield wrong(
        ['calendars', id, 'to'],
        `business time ends at ${calendar.to} and begins at ${calendar.from}`,
        `later than ${calendar.from}`,
      );
  }
  const takeable = new Set(playbook.roles.filter((r) => r.takenBy !== 'nobody').map((r) => r.id));
  const isRole = (id: string) => playbook.roles.some((r) => r.id === id);
  const asked: [Path, string | undefined, string?][] = [
    [['assessment', 'confirm', 'ask'], playbook.assessment.confirm?.ask],
    [['mitigation', 'choice', 'ask'], playbook.mitigation.choice.ask],
    [['verification', 'exhausted', 'ask'], playbook.verification.exhausted.ask],
    ...Object.entries(runbooks).flatMap(([id, runbook]) =>
      runbook.steps.flatMap((step, n) =>
        askedBy(step).map(([field, who]): [Path, string, string] => [['steps', n, field], who, `runbooks/${id}.yaml`]),
      ),
    ),
  ];
  for (const [path, role, file] of asked) {
    if (role !== undefined && isRole(role) && !takeable.has(role))
      yield wrong(
        path,
        `${role} is asked, and nobody takes that role automatically`,
        `a role with takenBy: acknowledger${takeable.size > 0 ? ` (${[...takeable].join(', ')})` : ''}, or a target`,
        file,
      );
  }
  const { writers } = playbook.communication;
  if (writers.length > 0 && writers.every((w) => isRole(w) && !takeable.has(w)))
    yield wrong(
      ['communication', 'writers'],
      'nobody takes any of these roles automatically, so nobody is asked to write',
      `also a role with takenBy: acknowledger${takeable.size > 0 ? ` (${[...takeable].join(', ')})` : ''}`,
    );
}
