import { own } from '#core/own';
import { targetsOf } from '#core/playbook/who';
import type { Duration } from '#core/playbook/words';
import type { Condition, Range } from '#core/rules/condition';
import { type BySeverity, type Expanded, list, workOf } from '#core/rules/expand';
import { pagedBy } from '#core/rules/paging';
import { Event } from '#core/rules/rule';
import { isAtOnce as isNoTime } from '#core/time/when';
import { type Known, listed, short, spanOf, titleOf } from '../talk.ts';

type Names = Pick<Known, 'people' | 'pack' | 'most'>;
const or = (words: readonly (string | number | boolean)[]): string =>
  words.map((w) => short(String(w), 60)).join(' or ');

/** `above 20 and at most 50`. */
export const rangeInWords = ({ above, atLeast, below, atMost }: Range): string =>
  [
    above === undefined ? [] : [`above ${above}`],
    atLeast === undefined ? [] : [`at least ${atLeast}`],
    below === undefined ? [] : [`below ${below}`],
    atMost === undefined ? [] : [`at most ${atMost}`],
  ]
    .flat()
    .join(' and ');

const isRange = (wanted: unknown): wanted is Range =>
  typeof wanted === 'object' && wanted !== null && !Array.isArray(wanted);

/** Whose acknowledgement is asked for: `each of Board`, where one of the list is not enough. */
const eachInWords = (names: Names, word: string): string =>
  `${own(names.people.targets, word)?.acknowledge === 'each' ? 'each of ' : ''}${titleOf(names, word)}`;

/** The lists that a rule pages and of which each must acknowledge: `each of Board`. */
export const eachPagedBy = (rule: Pick<Expanded, 'do'>, names: Names): string[] =>
  pagedBy(rule)
    .flatMap((word) => targetsOf(names.pack.playbook, {}, word))
    .flatMap((word) => (own(names.people.targets, word)?.acknowledge === 'each' ? [eachInWords(names, word)] : []));

/** What a task says that is to be done; of a name that no rule gives, the name. */
const taskInWords = (task: string, { pack }: Pick<Names, 'pack'>): string => {
  const given = workOf(pack.playbook).find(({ act }) => 'task' in act && act.item === task)?.act;
  return given !== undefined && 'task' in given ? `“${short(given.text, 60)}”` : task;
};

/** What must hold, as people read it; everything that is said must hold. */
export function conditionInWords(c: Condition, names: Names): string {
  const checkTitle = (id: string): string => short(names.pack.playbook.checks[id]?.title ?? id, 60);
  const said = [
    c.severity === undefined ? [] : [`the severity is ${or(list(c.severity))}`],
    c.status === undefined ? [] : [`the status is ${or(list(c.status))}`],
    c.category === undefined ? [] : [`the category is ${or(list(c.category))}`],
    c.service === undefined ? [] : [`the service is ${or(list(c.service))}`],
    c.source === undefined ? [] : [`it came from ${or(list(c.source))}`],
    Object.entries(c.fact ?? {}).map(([name, wanted]) =>
      isRange(wanted) ? `${name} is ${rangeInWords(wanted)}` : `${name} is ${or(list(wanted))}`,
    ),
    c.known === undefined ? [] : [`${or(list(c.known)).replaceAll(' or ', ' and ')} is known`],
    c.acknowledged === undefined
      ? []
      : c.acknowledged === true
        ? ['somebody has acknowledged']
        : [`${or(list(c.acknowledged).map((w) => eachInWords(names, w)))} has acknowledged`],
    c.told === undefined ? [] : [`${or(list(c.told))} has been told`],
    c.done === undefined ? [] : [`rule ${or(list(c.done))} has acted`],
    c.ticked === undefined ? [] : [`${or(list(c.ticked).map((task) => taskInWords(task, names)))} has been ticked`],
    c.openFor === undefined ? [] : [`it has been open for ${spanOf(c.openFor)}`],
    Object.entries(c.check ?? {}).map(([check, range]) => `${checkTitle(check)} is ${rangeInWords(range)}`),
    c.any === undefined ? [] : [c.any.map((one) => conditionInWords(one, names)).join(', or ')],
    c.not === undefined ? [] : [`it does not hold that ${conditionInWords(c.not, names)}`],
  ];
  return said.flat().join(', and ');
}

const spans = (by: BySeverity<Duration>): string =>
  typeof by === 'string'
    ? spanOf(by)
    : Object.entries(by)
        .map(([severity, span]) => `${isNoTime(span) ? 'at once' : spanOf(span)} (${severity})`)
        .join(', ');
const isAtOnce = (by: BySeverity<Duration>): boolean =>
  Object.values(typeof by === 'string' ? { by } : by).every(isNoTime);

/** What a clock counts from, as it follows a duration. */
function since({ since: from, id }: Expanded): string {
  switch (from) {
    case 'opened':
      return 'after the opening';
    case 'unacknowledged':
      return 'without an acknowledgement';
    case 'progress':
      return 'without progress';
    default:
      return Event.safeParse(from).success || from === id ? `after ${from.replaceAll('-', ' ')}` : `after rule ${from}`;
  }
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** `After 5 min without progress`, but `30 days after resolved`. */
const timeSince = (span: string, from: string): string =>
  from.startsWith('after ') ? `${capital(span)} ${from}` : `After ${span} ${from}`;

/** When a rule acts: `After 5 min without an acknowledgement`. */
export function timeInWords(rule: Expanded, names: Names): string {
  const { on, after, every, during, unless, since: from, before } = rule;
  if (before !== undefined) return `${capital(spans(before))} before planned work begins`;
  const first =
    on !== undefined
      ? `When: ${or(on.map((event) => event.replaceAll('-', ' ')))}`
      : !isAtOnce(after)
        ? timeSince(spans(after), since(rule))
        : `At once${from === 'opened' || from === 'unacknowledged' ? '' : ` ${since(rule)}`}${typeof after === 'string' ? '' : ` (${listed(Object.keys(after))})`}`;
  const calendars = during === undefined ? [] : typeof during === 'string' ? [during] : Object.values(during);
  const each = unless === 'acknowledged' ? eachPagedBy(rule, names) : [];
  const ends =
    each.length > 0
      ? [`unless ${listed(each)} has acknowledged`]
      : unless === undefined || (unless === 'acknowledged' && from === 'unacknowledged' && !isAtOnce(after))
        ? []
        : [`unless ${typeof unless === 'string' ? `it is ${unless}` : conditionInWords(unless, names)}`];
  return [
    first,
    ...(every === undefined ? [] : [`again every ${spans(every)}`]),
    ...(calendars.length === 0 ? [] : [`only within ${listed([...new Set(calendars)])}`]),
    ...ends,
  ].join(', ');
}

/** ` only by push, else by sms`: by which channels a rule pages, where it says so. */
export const viaInWords = (via: string | readonly string[] | undefined): string =>
  via === undefined ? '' : ` only by ${list(via).join(', else by ')}`;

/** `Starts the runbook Roll back.`, or where a person decides `Proposes …`. */
export function runInWords(run: string, { pack }: Pick<Names, 'pack'>): string {
  const runbook = own(pack.runbooks, run);
  return `${runbook?.automatic === true ? 'Starts' : 'Proposes'} the runbook ${short(runbook?.title ?? run, 80)}.`;
}

/** What a rule does: `Pages Primary on call. Tells level 3 (management).` */
export function doesInWords({ do: actions }: Expanded, names: Names): string {
  const level = (word: string): string => {
    const found = names.pack.playbook.levels.find((l) => l.notice === word);
    return found === undefined ? titleOf(names, word) : `level ${found.level} (${short(found.title, 60)})`;
  };
  return actions
    .map((action) => {
      if ('page' in action)
        return `Pages ${listed(
          list(action.page).map((w) => titleOf(names, w)),
          names.most,
        )}${viaInWords(action.via)}.`;
      if ('tell' in action) return `Tells ${listed(list(action.tell).map(level), names.most)}.`;
      if ('digest' in action)
        return `Puts it into the ${action.digest} digest of ${listed(
          list(action.to).map((w) => titleOf(names, w)),
          names.most,
        )}.`;
      if ('ticket' in action) return `Opens a ticket at ${listed(list(action.ticket), names.most)}.`;
      if ('task' in action)
        return `Asks ${listed(
          list(action.task).map((w) => titleOf(names, w)),
          names.most,
        )} to do: “${short(action.text)}”${action.template === undefined ? '' : `, with the text ${action.template}`}.`;
      if ('ask' in action)
        return `Asks ${listed(
          list(action.ask).map((w) => titleOf(names, w)),
          names.most,
        )} to state ${listed(
          action.facts.map((f) => own(names.pack.playbook.facts, f)?.title ?? f),
          names.most,
        )}.`;
      if ('run' in action) return runInWords(action.run, names);
      return `Raises the severity to ${action.raise}.`;
    })
    .join(' ');
}

/** Weekdays as people read them. */
export const weekdays = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
} as const;

/** `at 14:00, 2 days after the resolution`: when something is held that a playbook puts at a moment, or so long after the resolution; `later` says after what else. */
export function momentInWords(when: string, { pack }: Pick<Names, 'pack'>, later = 'after the resolution'): string {
  const moment = own(pack.playbook.moments, when);
  if (moment === undefined) return `${spanOf(when)} ${later}`;
  const { days, weekday, first, every, from, of, orNext, time } = moment;
  const at = time === undefined ? 'when business hours begin' : `at ${time}`;
  if (weekday !== undefined) return `${at} on the next ${weekdays[weekday]}`;
  if (first !== undefined) return `${at} on the first business day of a ${first}`;
  if (every !== undefined) return `${at}, every ${spanOf(every)} from ${from} on`;
  const unit = `${of === undefined ? '' : 'business '}day${days === 1 ? '' : 's'}`;
  return `${at}, ${days} ${unit} ${later}${orNext === undefined ? '' : ', or on the next business day'}`;
}
