import { own } from '#core/own';
import { list, rulesOf, sameTime, timedRules, valueFor } from '#core/rules/expand';
import { pagedBy } from '#core/rules/paging';
import type { People } from '../people.ts';
import { targetsOf } from '../who.ts';
import { type Finding, type Linted, note, pathOf, wrong } from './finding.ts';

/** Pages that one moment may order: a turn writes what its transaction does not hold right after it, in rows of their own. */
const MOST_PAGES = 500;

/** Messages that one moment may queue. */
const MOST_MESSAGES = 200;

/** How many people a target can mean at one instant: a person, each of several, or the one who has the shift. */
const peopleOf = (people: People, target: string): string[] => {
  const meant = own(people.targets, target);
  return meant?.people ?? [meant?.person ?? target];
};

/** Everybody who is paged at one moment, and by which rules. */
interface Moment {
  severity: string;
  rules: string[];
  people: Set<string>;
  /** The place of the first of the rules. */
  at: string;
}

/** What a playbook can order at one moment, where that is more than one turn should write; and the most pages. */
export function* largest(linted: Linted): Iterable<Finding> {
  yield* mostPages(linted);
  yield* mostMessages(linted);
}

function* mostMessages({ playbook }: Linted): Iterable<Finding> {
  const all = playbook.severities.map(({ id }) => id);
  const told = new Map<string, number>();
  for (const rule of rulesOf(playbook)) {
    const asked = rule.if?.severity;
    const severities = asked === undefined ? all : list(asked);
    const to = rule.do.flatMap((action) => ('tell' in action ? list(action.tell) : []));
    for (const moment of rule.on ?? []) {
      const counts = severities.map((severity) => {
        const key = `${moment} ${severity}`;
        const before = told.get(key) ?? 0;
        told.set(key, before + to.length);
        return { before, after: before + to.length };
      });
      if (counts.some(({ before, after }) => before <= MOST_MESSAGES && after > MOST_MESSAGES))
        yield wrong(
          pathOf(rule.path),
          `with this, more than ${MOST_MESSAGES} messages are sent at ${moment}`,
          `at most ${MOST_MESSAGES} messages at one moment: fewer places, or one place that many read`,
        );
    }
  }
}

function* mostPages({ playbook, people }: Linted): Iterable<Finding> {
  const moments = new Map<string, Moment>();
  for (const rule of timedRules(playbook))
    for (const { id: severity } of playbook.severities) {
      const wait = valueFor(rule.after, severity);
      const asked = rule.if?.severity;
      if (wait === undefined || (asked !== undefined && !list(asked).includes(severity))) continue;
      const key = `${severity} ${sameTime(wait)}`;
      const moment = moments.get(key) ?? { severity, rules: [], people: new Set<string>(), at: rule.path };
      if (pagedBy(rule).length > 0) moment.rules.push(rule.id);
      for (const target of pagedBy(rule).flatMap((word) => targetsOf(playbook, {}, word)))
        for (const person of peopleOf(people, target)) moment.people.add(person);
      moments.set(key, moment);
    }
  const all = [...moments.values()].sort((a, b) => b.people.size - a.people.size);
  for (const { severity, rules, people: paged, at } of all) {
    if (paged.size <= MOST_PAGES) continue;
    yield wrong(
      pathOf(at),
      `${paged.size} people are paged at one moment for ${severity}, by ${rules.join(' and ')}`,
      `at most ${MOST_PAGES} people at one moment: a smaller target, or a later rule for some of them`,
    );
  }
  for (const [at, { contacts, title }] of playbook.levels.entries()) {
    const paged = new Set(contacts.flatMap((target) => peopleOf(people, target)));
    if (paged.size > MOST_PAGES)
      yield wrong(
        ['levels', at],
        `${paged.size} people are paged at one moment by the level ${title}`,
        `at most ${MOST_PAGES} people at one moment`,
      );
  }
  const [most] = all;
  if (most !== undefined && most.people.size > 0)
    yield note(
      ['escalation'],
      `the most pages at one moment: ${most.people.size}, for ${most.severity} by ${most.rules.join(' and ')}`,
    );
}
