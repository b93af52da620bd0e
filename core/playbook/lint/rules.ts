import { own } from '#core/own';
import { CHAPTERS, isClock, list, rulesOf } from '#core/rules/expand';
import type { Entry } from '#core/rules/rule';
import type { Path } from '../source.ts';
import { conditionNames } from './condition.ts';
import { type Finding, known, knownKeys, type Linted, wrong } from './finding.ts';

/** Every word of a rule means something: severities, people, places, templates, calendars, and other rules. */
export function* rules(it: Linted): Iterable<Finding> {
  const { playbook, people, templates } = it;
  const severities = playbook.severities.map((s) => s.id);
  const roles = playbook.roles.map((r) => r.id);
  const targets = Object.keys(people.targets);
  const places = Object.keys(playbook.places);
  const names = rulesOf(playbook).map(({ id }) => id);
  const chapters = CHAPTERS.flatMap((chapter) => playbook[chapter].map((entry, n) => ({ entry, at: [chapter, n] })));
  for (const { entry, at } of chapters) {
    yield* conditionNames([...at, 'if'], entry.if, it);
    if (typeof entry.unless === 'object') yield* conditionNames([...at, 'unless'], entry.unless, it);
    for (const [field, value] of Object.entries({
      after: entry.after,
      ...('ladder' in entry ? {} : { every: entry.every, during: entry.during }),
    }))
      if (typeof value === 'object') yield* knownKeys([...at, field], Object.keys(value), 'severity', severities);
    if ('ladder' in entry) {
      for (const [m, who] of entry.page.entries())
        yield* known([...at, 'page', m], who, 'target of people.yaml or role', [...targets, ...roles]);
      continue;
    }
    const { during } = entry;
    const calendars = during === undefined ? [] : typeof during === 'string' ? [during] : Object.values(during);
    yield* known([...at, 'during'], calendars, 'calendar', Object.keys(playbook.calendars));
    yield* since([...at, 'since'], entry, names);
    yield* events(at, entry, playbook);
    for (const [m, action] of list(entry.do).entries()) {
      const where = Array.isArray(entry.do) ? [...at, 'do', m] : [...at, 'do'];
      if ('page' in action)
        yield* known([...where, 'page'], action.page, 'target of people.yaml or role', [...targets, ...roles]);
      else if ('tell' in action) {
        yield* known([...where, 'tell'], action.tell, 'place, target of people.yaml or role', [
          ...places,
          ...targets,
          ...roles,
        ]);
        yield* known([...where, 'template'], action.template, 'template', Object.keys(templates));
      } else yield* known([...where, 'raise'], action.raise, 'severity', severities);
    }
    yield* waits(at, entry);
  }
}

/** An event is a time by itself, and what it tells in public has words of its own. */
function* events(
  at: Path,
  entry: Exclude<Entry, { ladder: string }>,
  { places }: Linted['playbook'],
): Iterable<Finding> {
  const { on } = entry;
  if (on !== undefined)
    for (const field of ['after', 'every', 'during', 'since'] as const)
      if (entry[field] !== undefined)
        yield wrong(
          [...at, field],
          `${field} beside on: a rule acts at an event, or by a clock`,
          `since: ${list(on)[0]}, to count from the event, or no ${field}`,
        );
  for (const [m, action] of list(entry.do).entries()) {
    if (!('tell' in action) || action.template !== undefined) continue;
    const open = list(action.tell).find((place) => own(places, place)?.public === true);
    if (open !== undefined)
      yield wrong(
        Array.isArray(entry.do) ? [...at, 'do', m, 'tell'] : [...at, 'do', 'tell'],
        `${open} is public, and the built-in notice is not meant for customers`,
        'template: the file of templates/ with the words for them',
      );
  }
}

function* since(at: Path, entry: Exclude<Entry, { ladder: string }>, names: readonly string[]): Iterable<Finding> {
  const { since: from } = entry;
  if (from === undefined || isClock(from)) return;
  yield* known(at, from, 'rule', names);
  if (from === entry.id) yield wrong(at, `${from} counts from itself and never begins`, 'every, to act again');
}

/** A page that waits says what makes it needless (rule G3), and a repeat never makes a flood. */
function* waits(at: Path, entry: Exclude<Entry, { ladder: string }>): Iterable<Finding> {
  const { after, unless, every } = entry;
  const spans = (value: typeof after): string[] =>
    value === undefined ? [] : typeof value === 'string' ? [value] : Object.values(value);
  const isZero = (span: string): boolean => /^0+[smhdw]$/.test(span);
  const pages = list(entry.do).some((action) => 'page' in action);
  if (pages && unless === undefined && (spans(after).some((span) => !isZero(span)) || every !== undefined))
    yield wrong(
      at,
      `rule ${entry.id} pages after a wait and does not say what makes that needless`,
      'unless: acknowledged, or unless: resolved',
    );
  if (entry.since === 'progress' && (after === undefined || spans(after).some(isZero)))
    yield wrong([...at, 'after'], 'a time without progress of zero', 'a time, such as 15m');
  for (const span of spans(every))
    if (/^\d{1,2}s$/.test(span) && Number(span.slice(0, -1)) < 60)
      yield wrong([...at, 'every'], `again after ${span}`, 'at least 1m');
}
