import { canonical } from '#core/json';
import { own } from '#core/own';
import type { Condition } from '#core/rules/condition';
import { CHAPTERS, type Expanded, list, rulesOf, workOf } from '#core/rules/expand';
import { pagedBy } from '#core/rules/paging';
import { type Event, LATE, type Matrix } from '#core/rules/rule';
import type { Path } from '../source.ts';
import { seconds } from '../words.ts';
import { type Finding, type Linted, note, pathOf, wrong } from './finding.ts';

/** Why a rule would never act, and what would make it. */
type Never = readonly [why: string, expected: string];

/** Rules of which no severity, no moment or no state of an incident is left: each is named with what leaves none. */
export function* never(it: Linted): Iterable<Finding> {
  const { playbook } = it;
  const said = new Set<string>();
  const matrices = CHAPTERS.flatMap((chapter) =>
    playbook[chapter].flatMap((entry, n) => ('matrix' in entry ? [{ at: [chapter, n], entry }] : [])),
  );
  const rows = new Set(matrices.map(({ at }) => at.join('.')));
  for (const rule of rulesOf(playbook)) {
    // the steps of a ladder and the rows of a matrix stand in one place
    if (said.has(rule.path)) continue;
    const timed = rows.has(rule.path) ? undefined : noSeverity(rule, it);
    const [why, expected] = timed ?? silent(rule, it) ?? noEvent(rule, it) ?? [];
    if (why === undefined || expected === undefined) continue;
    said.add(rule.path);
    yield wrong(pathOf(rule.path), `${why}: this never acts`, expected);
  }
  for (const { at, entry } of matrices) yield* idle(at, entry);
  if (playbook.triage.confirm?.severities?.length === 0)
    yield wrong(
      ['triage', 'confirm', 'severities'],
      'a confirmation for no severity: nobody is ever asked',
      'severities to confirm; left out, all of them',
    );
}

/** The severities that a condition lets through, where it says any. */
const askedOf = (c: Condition | undefined): readonly string[] | undefined =>
  c?.severity === undefined ? undefined : list(c.severity);

function noSeverity(rule: Expanded, { playbook }: Linted): Never | undefined {
  const by = rule.before ?? rule.after;
  if (typeof by === 'string') return undefined;
  const [timed, asked] = [Object.keys(by), askedOf(rule.if)];
  const known = playbook.severities.map(({ id }) => id);
  // a name that there is not is a finding of its own
  if ([...timed, ...(asked ?? [])].some((severity) => !known.includes(severity))) return undefined;
  if (timed.length === 0) return ['a time for no severity', 'a severity with its time, or one time for all'];
  if (asked === undefined || timed.some((severity) => asked.includes(severity))) return undefined;
  return [
    `if asks for ${asked.join(', ')}, and the time is that of ${timed.join(', ')}`,
    'a severity that stands in both',
  ];
}

/** What keeps a rule silent holds whenever it would act. */
function silent(rule: Expanded, { people }: Linted): Never | undefined {
  const { if: asked, unless, on } = rule;
  const after = on?.every((event) => LATE.includes(event)) === true || rule.late;
  if (unless === 'resolved' && after) return ['it comes after the end, unless resolved', 'no unless: resolved'];
  // of a list of which each must acknowledge, a rule pages the others once one has
  const each = pagedBy(rule).some((target) => own(people.targets, target)?.acknowledge === 'each');
  if (unless === 'acknowledged' && !each && (asked?.acknowledged !== undefined || on?.join() === 'acknowledged'))
    return ['it asks for an acknowledgement, unless acknowledged', 'one of them'];
  if (typeof unless === 'object' && isPart(unless, asked)) return ['if and unless ask for the same', 'one of them'];
  if (asked?.not !== undefined && isPart(asked.not, asked)) return ['if and its not ask for the same', 'one of them'];
  const begins = on?.every((event) => event === 'opened' || event === 'reopened') === true;
  return begins && asked?.openFor !== undefined && seconds(asked.openFor) > 0
    ? [`open for ${asked.openFor} when it opens`, `after: ${asked.openFor}, and no on`]
    : undefined;
}
/** Whether all that a condition asks for is asked for by another as well. */
const isPart = (c: Condition, whole: Condition = {}): boolean =>
  Object.entries(c).every(([word, asked]) => canonical(asked) === canonical(own(whole, word) ?? null));

/** It acts at, or counts from, what does not happen under this playbook. */
function noEvent({ on, since }: Expanded, { playbook }: Linted): Never | undefined {
  const lacks = (event: string): Never | undefined => {
    const [isThere, why, expected] = own(MAKES, event) ?? [];
    return isThere === undefined || isThere(playbook) ? undefined : [why ?? '', expected ?? ''];
  };
  const missing = on === undefined ? [lacks(since)] : on.map(lacks);
  return missing.includes(undefined) ? undefined : missing[0];
}
type Makes = readonly [isThere: (playbook: Linted['playbook']) => boolean, ...Never];
/** What of a playbook makes an event happen; `item-due` is looked at with the reminders. */
const MAKES: Partial<Record<Event, Makes>> = {
  'room-opened': [({ room }) => room !== undefined, 'no incident has a room', 'room, or another event'],
  'review-scheduled': [({ meeting }) => meeting !== undefined, 'no review is held', 'meeting, or another event'],
  'ticket-opened': [
    (playbook) => rulesOf(playbook).some((rule) => rule.do.some((act) => 'ticket' in act)),
    'no rule opens a ticket',
    'a rule with ticket, or another event',
  ],
  'target-missed': [
    (playbook) =>
      playbook.severities.some(({ targets }) => Object.keys(targets).length > 0) ||
      playbook.updates.length > 0 ||
      workOf(playbook).some(({ act }) => act.within !== undefined),
    'there is no target that could be missed',
    'targets of a severity, within of a task, or another event',
  ],
};

/** A matrix of which no column is left, one of its columns, and a row that never does anything. */
function* idle(at: Path, { if: condition, columns, page = {}, tell = {} }: Matrix): Iterable<Finding> {
  const asked = askedOf(condition);
  const left = columns.filter((column) => asked?.includes(column) !== false);
  if (left.length === 0)
    yield wrong(
      [...at, 'columns'],
      `if asks for ${asked?.join(', ')}, and the columns are ${columns.join(', ')}: this never acts`,
      'a severity that stands in both',
    );
  else
    for (const [n, column] of columns.entries())
      if (!left.includes(column)) yield note([...at, 'columns', n], `if leaves ${column} out: this column never acts`);
  for (const [does, rows] of Object.entries({ page, tell }))
    for (const [who, cells] of Object.entries(rows))
      if (cells.every((cell) => cell === 'never'))
        yield note([...at, does, who], `${who} is never ${does === 'page' ? 'paged' : 'told'} by this matrix`);
}
