import type { Condition } from '#core/rules/condition';
import { type Expanded, list, rulesOf, sameTime, timedRules, valueFor } from '#core/rules/expand';
import { pagedBy } from '#core/rules/paging';
import { askedBy } from '../runbook.ts';
import type { Path } from '../source.ts';
import { type Finding, type Linted, note, wrong } from './finding.ts';

/** The ladder: one rule for one moment, each step within reach, every severity with somebody who answers for it. */
export function* escalation({ playbook, runbooks }: Linted): Iterable<Finding> {
  const all = timedRules(playbook);
  const severities = playbook.severities.map((s) => s.id);
  const has = (rule: Expanded, severity: string): boolean =>
    valueFor(rule.after, severity) !== undefined &&
    (rule.if?.severity === undefined || list(rule.if.severity).includes(severity));
  // what else a rule asks may make two of them exclude each other
  const isPlain = ({ if: asked }: Expanded): boolean => Object.keys(asked ?? {}).every((word) => word === 'severity');
  for (const [n, rule] of all.entries()) {
    const path = pathOf(rule);
    for (const other of all.slice(0, n)) {
      if (!isPlain(rule) || !isPlain(other) || rule.path === other.path) continue;
      const shared = severities.filter(
        (s) =>
          has(rule, s) &&
          has(other, s) &&
          sameTime(valueFor(rule.after, s) ?? '0s') === sameTime(valueFor(other.after, s) ?? '0s') &&
          valueFor(rule.during, s) === valueFor(other.during, s),
      );
      const both = pagedBy(rule).filter((target) => pagedBy(other).includes(target));
      const [first] = shared;
      if (first === undefined || both.length === 0) continue;
      const at = valueFor(rule.after, first) ?? '0m';
      if (ends(rule) !== ends(other)) {
        yield wrong(
          [...path, 'unless'],
          `rules ${other.id} and ${rule.id} page ${both.join(', ')} at ${at} in ${shared.join(', ')}, one ${ends(other)}, one ${ends(rule)}`,
          'one rule for each moment',
        );
      } else if (rule.since === other.since) {
        yield wrong(
          path,
          `${both.join(', ')} is paged at ${at} in ${shared.join(', ')} by rule ${other.id} already`,
          `a rule without ${both.join(', ')}`,
        );
      }
    }
    const silent = severities.filter(
      (id) => has(rule, id) && playbook.severities.some((s) => s.id === id && s.pagesNobody !== undefined),
    );
    if (silent.length > 0 && pagedBy(rule).length > 0)
      yield wrong(
        path,
        `${silent.join(', ')} pages nobody, and rule ${rule.id} pages ${pagedBy(rule).join(', ')}`,
        `if: { severity: [${playbook.severities.flatMap((s) => (s.pagesNobody === undefined ? [s.id] : [])).join(', ')}] }`,
      );
  }
  for (const [n, severity] of playbook.severities.entries()) {
    const paging = all.some((rule) => has(rule, severity.id) && pagedBy(rule).length > 0);
    if (!paging && severity.pagesNobody === undefined)
      yield wrong(
        ['severities', n],
        `${severity.id} pages nobody and has no owner`,
        `a rule of the escalation that pages, or pagesNobody: { owner: … }`,
      );
  }
  yield* withMore(playbook, has);
  const takeable = new Set(playbook.roles.filter((r) => r.takenBy !== 'nobody').map((r) => r.id));
  const isRole = (id: string) => playbook.roles.some((r) => r.id === id);
  const asked: [Path, string | undefined, string?][] = [
    [['triage', 'confirm', 'ask'], playbook.triage.confirm?.ask],
    [['choice', 'ask'], playbook.choice.ask],
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
  for (const [n, { writer }] of playbook.updates.entries()) {
    const writers = list(writer);
    if (writers.length > 0 && writers.every((w) => isRole(w) && !takeable.has(w)))
      yield wrong(
        ['updates', n, 'writer'],
        'nobody takes any of these roles automatically, so nobody is asked to write',
        `also a role with takenBy: acknowledger${takeable.size > 0 ? ` (${[...takeable].join(', ')})` : ''}`,
      );
  }
}

/** Severities whose pages all wait for more than the severity: of an incident that has no more, nobody would hear. */
function* withMore(
  playbook: Linted['playbook'],
  has: (rule: Expanded, severity: string) => boolean,
): Iterable<Finding> {
  const paging = rulesOf(playbook).filter((rule) => pagedBy(rule).length > 0);
  for (const [n, { id, pagesNobody }] of playbook.severities.entries()) {
    const mine = paging.filter((rule) => has(rule, id));
    const lacking = mine.map((rule) => [rule.id, moreOf(rule, playbook)] as const);
    if (pagesNobody !== undefined || mine.length === 0 || lacking.some(([, more]) => more === undefined)) continue;
    const shown = lacking.slice(0, 3).map(([rule, more]) => `${rule} waits for ${more}`);
    yield note(
      ['severities', n],
      `an incident of which nothing but ${id} is known pages nobody: ${shown.join(', ')}${lacking.length > 3 ? ', …' : ''}`,
    );
  }
}

/** Clocks that begin with every incident. */
const OF_ALL = ['opened', 'unacknowledged', 'progress', 'assessed', 'severity-changed'];
/** What a rule waits for besides its severity and its time; undefined for nothing. */
function moreOf({ if: condition, on, since, approve }: Expanded, playbook: Linted['playbook']): string | undefined {
  if (approve !== undefined) return 'an approval';
  if (on !== undefined && !on.some((event) => OF_ALL.includes(event))) return on.join(' or ');
  if (on === undefined && !OF_ALL.includes(since)) return since;
  return asksFor(condition, playbook);
}
function asksFor(c: Condition | undefined, playbook: Linted['playbook']): string | undefined {
  const { severity: _, openFor: __, not: ___, any, status, ...more } = c ?? {};
  const [word] = Object.entries(more).flatMap(([key, asked]) => (asked === undefined ? [] : [key]));
  if (word !== undefined) return word;
  if (status !== undefined && !list(status).includes(playbook.statuses.opened.word)) return 'status';
  const alternatives = any?.map((one) => asksFor(one, playbook)) ?? [undefined];
  return alternatives.includes(undefined) ? undefined : [...new Set(alternatives)].join(' or ');
}

/** What ends a rule, in words. */
const ends = ({ unless }: Expanded): string =>
  unless === undefined ? 'whatever happens' : `unless ${typeof unless === 'string' ? unless : 'a condition holds'}`;

/** The place of a rule in the playbook. */
const pathOf = ({ path }: Expanded): Path => path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
