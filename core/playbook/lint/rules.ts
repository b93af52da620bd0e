import { own } from '#core/own';
import { CHAPTERS, isClock, list, rulesOf } from '#core/rules/expand';
import { type Checklist, LATE, type Ladder, type Matrix, type Rule } from '#core/rules/rule';
import { parseSpan } from '#core/time/span';
import { isAtOnce, isMoment } from '#core/time/when';
import type { Path } from '../source.ts';
import { carrierOf } from '../vocabulary.ts';
import { derivedWords } from '../who.ts';
import { conditionNames } from './condition.ts';
import { type Finding, known, knownKeys, type Linted, wrong } from './finding.ts';
import { writtenPages } from './written-pages.ts';

/** Every word of a rule means something: severities, people, places, templates, calendars, moments and other rules. */
export function* rules(it: Linted): Iterable<Finding> {
  const { playbook } = it;
  const names = new Set(rulesOf(playbook).map(({ id }) => id));
  for (const chapter of CHAPTERS)
    for (const [n, entry] of playbook[chapter].entries()) {
      const at = [chapter, n];
      yield* conditionNames([...at, 'if'], entry.if, it);
      if (typeof entry.unless === 'object') yield* conditionNames([...at, 'unless'], entry.unless, it);
      if (!('ladder' in entry) && !('checklist' in entry)) yield* during(at, entry.during, playbook);
      if ('ladder' in entry) {
        yield* spans([...at, 'after'], entry.after, playbook);
        for (const { at: step, page } of writtenPages(at, entry)) yield* known(step, page, PEOPLE, peopleOf(it));
        yield* ladderWaits(at, entry);
      } else if ('matrix' in entry) yield* matrix(at, entry, it);
      else if ('checklist' in entry) yield* checklist(at, entry, it, [...names]);
      else yield* rule(at, entry, it, [...names]);
    }
}

const PEOPLE = 'target of people.yaml or role';
const peopleOf = ({ playbook, people }: Linted): string[] => [
  ...Object.keys(people.targets),
  ...playbook.roles.map((r) => r.id),
  ...derivedWords(playbook),
];
const severitiesOf = ({ severities }: Linted['playbook']): string[] => severities.map((s) => s.id);

function* rule(at: Path, entry: Rule, it: Linted, names: readonly string[]): Iterable<Finding> {
  const { playbook } = it;
  yield* spans([...at, 'after'], entry.after, playbook);
  yield* spans([...at, 'every'], entry.every, playbook);
  yield* since([...at, 'since'], entry, names);
  yield* times(at, entry, playbook);
  for (const [m, action] of list(entry.do).entries()) {
    const where = Array.isArray(entry.do) ? [...at, 'do', m] : [...at, 'do'];
    if ('page' in action) yield* known([...where, 'page'], action.page, PEOPLE, peopleOf(it));
    else if ('tell' in action) yield* tells(where, action, it);
    else if ('digest' in action) {
      yield* known([...where, 'digest'], action.digest, 'digest', Object.keys(playbook.digests));
      yield* known([...where, 'to'], action.to, PEOPLE, peopleOf(it));
    } else if ('ticket' in action) yield* tickets(where, action, it);
    else if ('ask' in action) {
      yield* known([...where, 'ask'], action.ask, PEOPLE, peopleOf(it));
      yield* known([...where, 'facts'], action.facts, 'fact', Object.keys(playbook.facts));
    } else if ('task' in action) {
      yield* known([...where, 'task'], action.task, PEOPLE, peopleOf(it));
      yield* known([...where, 'template'], action.template, 'template', Object.keys(it.templates));
    } else if ('run' in action) yield* runs(where, action.run, entry, it);
    else yield* known([...where, 'raise'], action.raise, 'severity', severitiesOf(playbook));
  }
  yield* known([...at, 'approve'], entry.approve, PEOPLE, peopleOf(it));
  yield* waits(at, entry);
}

/** What a rule proposes is an option of the choice, while there is something to mend. */
function* runs(at: Path, run: string, { on, since }: Rule, { playbook, runbooks }: Linted): Iterable<Finding> {
  yield* known([...at, 'run'], run, 'runbook', Object.keys(runbooks));
  if (own(runbooks, run) !== undefined && playbook.choice.options.every(({ runbook }) => runbook !== run))
    yield wrong([...at, 'run'], `no option of the choice runs ${run}`, `an option of choice with runbook: ${run}`);
  const after = [...list(on ?? []), ...(since === undefined ? [] : [since])].find((one) => isLate(one));
  if (after !== undefined)
    yield wrong([...at, 'run'], `a runbook after ${after}, when there is nothing left to mend`, 'another event');
}
const isLate = (event: string): boolean => LATE.some((late) => late === event);

/** A checklist is given to somebody, at an event or by a clock. */
function* checklist(at: Path, entry: Checklist, it: Linted, names: readonly string[]): Iterable<Finding> {
  yield* known([...at, 'who'], entry.who, PEOPLE, peopleOf(it));
  yield* spans([...at, 'after'], entry.after, it.playbook);
  yield* since([...at, 'since'], { id: entry.checklist, since: entry.since }, names);
  yield* times(at, entry, it.playbook);
}

/** A ticket lives in a tool that keeps one thing of an incident up to date. */
function* tickets(
  at: Path,
  { ticket, template }: { ticket: string | string[]; template?: string | undefined },
  it: Linted,
): Iterable<Finding> {
  const { places } = it.playbook;
  yield* known([...at, 'ticket'], ticket, 'place', Object.keys(places));
  yield* known([...at, 'template'], template, 'template', Object.keys(it.templates));
  const kept = (place: string): boolean =>
    carrierOf(it.vocabulary, own(places, place))?.channel.capabilities.lifecycle === true;
  const flat = list(ticket).find((place) => own(places, place) !== undefined && !kept(place));
  if (flat !== undefined)
    yield wrong(
      [...at, 'ticket'],
      `${flat} has no tickets: its tool takes messages and keeps nothing in step`,
      'a place of a tool with tickets, or tell',
    );
}

function* tells(
  at: Path,
  { tell, template }: { tell: string | string[]; template?: string | undefined },
  it: Linted,
): Iterable<Finding> {
  const { places } = it.playbook;
  const all = [...Object.keys(places), ...peopleOf(it)];
  yield* known([...at, 'tell'], tell, 'place, target of people.yaml or role', all);
  yield* known([...at, 'template'], template, 'template', Object.keys(it.templates));
  const open = list(tell).find((place) => own(places, place)?.public === true);
  if (template === undefined && open !== undefined)
    yield wrong(
      [...at, 'tell'],
      `${open} is public, and the built-in notice is not meant for customers`,
      'template: the file of templates/ with the words for them',
    );
}

/** The names of a mapping by severity, and the calendars of its spans. */
function* spans(
  at: Path,
  value: string | Readonly<Record<string, string>> | undefined,
  playbook: Linted['playbook'],
): Iterable<Finding> {
  if (value === undefined) return;
  if (typeof value === 'object') yield* knownKeys(at, Object.keys(value), 'severity', severitiesOf(playbook));
  const all =
    typeof value === 'string'
      ? [[at, value] as const]
      : Object.entries(value).map(([s, v]) => [[...at, s], v] as const);
  for (const [path, span] of all)
    yield* known(path, parseSpan(span).calendar, 'calendar', Object.keys(playbook.calendars));
}

function* during(at: Path, value: Rule['during'], playbook: Linted['playbook']): Iterable<Finding> {
  const calendars = value === undefined ? [] : typeof value === 'string' ? [value] : Object.values(value);
  yield* known([...at, 'during'], calendars, 'calendar', Object.keys(playbook.calendars));
  if (typeof value === 'object')
    yield* knownKeys([...at, 'during'], Object.keys(value), 'severity', severitiesOf(playbook));
}

/** A rule acts at an event, at a moment, or after a time. */
function* times(at: Path, entry: Rule | Checklist, playbook: Linted['playbook']): Iterable<Finding> {
  const { on, at: moment } = entry;
  if (on !== undefined)
    for (const field of ['after', 'at', 'every', 'during', 'since'] as const)
      if (field in entry && entry[field as keyof typeof entry] !== undefined)
        yield wrong(
          [...at, field],
          `${field} beside on: a rule acts at an event, or by a clock`,
          `since: ${list(on)[0]}, to count from the event, or no ${field}`,
        );
  if (moment === undefined) return;
  const names = typeof moment === 'string' ? [moment] : Object.values(moment);
  yield* known([...at, 'at'], names, 'moment', Object.keys(playbook.moments));
  if (typeof moment === 'object')
    yield* knownKeys([...at, 'at'], Object.keys(moment), 'severity', severitiesOf(playbook));
  if (entry.after !== undefined)
    yield wrong([...at, 'after'], 'after beside at: a rule acts after a time, or at a moment', 'one of them');
}

/** A matrix has a cell for each column, and its cells mean something. */
function* matrix(at: Path, entry: Matrix, it: Linted): Iterable<Finding> {
  const { playbook } = it;
  yield* known([...at, 'columns'], entry.columns, 'severity', severitiesOf(playbook));
  if (entry.page === undefined && entry.tell === undefined)
    yield wrong(at, 'a matrix that does nothing', 'page, tell or both, each with a row of cells for whom it concerns');
  for (const does of ['page', 'tell'] as const)
    for (const [who, cells] of Object.entries(entry[does] ?? {})) {
      const row = [...at, does, who];
      if (does === 'page') yield* knownKeys([...at, does], [who], PEOPLE, peopleOf(it));
      else {
        const all = [...Object.keys(playbook.places), ...peopleOf(it)];
        yield* knownKeys([...at, does], [who], 'place, target of people.yaml or role', all);
      }
      if (cells.length !== entry.columns.length)
        yield wrong(row, `${cells.length} cells for ${entry.columns.length} columns`, 'one cell for each column');
      for (const [n, cell] of cells.entries()) {
        if (cell === 'never') continue;
        if (!isMoment(cell))
          yield* known([...row, n], parseSpan(cell).calendar, 'calendar', Object.keys(playbook.calendars));
        else
          yield* known([...row, n], cell, 'moment or digest', [
            ...Object.keys(playbook.moments),
            ...Object.keys(playbook.digests),
          ]);
      }
      if (does === 'page' && entry.unless === undefined && cells.some((cell) => cell !== 'never' && !isAtOnce(cell)))
        yield wrong(row, `${who} is paged after a wait, and nothing says what makes that needless`, UNLESS);
    }
  if (entry.template !== undefined)
    yield* known([...at, 'template'], entry.template, 'template', Object.keys(it.templates));
  if (entry.template !== undefined && entry.tell === undefined)
    yield wrong([...at, 'template'], 'words for what is told, and nobody is told', 'tell, or no template');
  if (entry.via !== undefined && entry.page === undefined)
    yield wrong([...at, 'via'], 'channels for pages, and nobody is paged', 'page, or no via');
}

const UNLESS = 'unless: acknowledged, or unless: resolved';

function* since(at: Path, entry: Pick<Rule, 'id' | 'since'>, names: readonly string[]): Iterable<Finding> {
  const { since: from } = entry;
  if (from === undefined || isClock(from)) return;
  yield* known(at, from, 'rule', names);
  if (from === entry.id) yield wrong(at, `${from} counts from itself and never begins`, 'every, to act again');
}

const valuesOf = (value: string | Readonly<Record<string, string>> | undefined): string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : Object.values(value);

/** A step that waits pages somebody whom the first may have made needless (rule G3). */
function* ladderWaits(at: Path, { ladder, after, unless, repeat, page }: Ladder): Iterable<Finding> {
  const waits = page.length * (repeat + 1) > 1 && valuesOf(after).some((span) => !isAtOnce(span));
  if (waits && unless === undefined)
    yield wrong(at, `ladder ${ladder} pages after a wait and does not say what makes that needless`, UNLESS);
}

/** A page that waits says what makes it needless (rule G3), and a repeat never makes a flood. */
function* waits(at: Path, entry: Rule): Iterable<Finding> {
  const { after, unless, every } = entry;
  const pages = list(entry.do).some((action) => 'page' in action);
  const waiting = valuesOf(after).some((span) => !isAtOnce(span)) || every !== undefined || entry.at !== undefined;
  if (pages && unless === undefined && waiting)
    yield wrong(at, `rule ${entry.id} pages after a wait and does not say what makes that needless`, UNLESS);
  if (entry.since === 'progress' && entry.at === undefined && (after === undefined || valuesOf(after).some(isAtOnce)))
    yield wrong([...at, 'after'], 'a time without progress of zero', 'a time, such as 15m');
}
